"""批量预览: everybody by name with what becomes of them, then the same and nothing else is posted."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.texts import section, signed_text, word
from pointbook.ui import (
    approval_offer,
    batch_edit,
    feedback,
    figures,
    jobs,
    navigation,
    session,
    tables,
    undoing,
    waiting,
)
from pointbook.ui.figures import Figure

if TYPE_CHECKING:
    from pointbook.batches.posting import Run
    from pointbook.batches.preview import Preview
    from pointbook.batches.wish import Wish
    from pointbook.ui.jobs import Job
    from pointbook.ui.start import Page

JOB: Final = "batch"
_LOOK: Final = "batch_preview"
_ASKED: Final = "batch_asked"
_PAGE: Final = "batch_page"
_KEPT: Final = "kept_batch_form"
_OURS: Final = "batch_"
_PAGE_ROWS: Final = 50
_COLUMNS: Final = (
    "line_no",
    "customer_no",
    "batch_fate",
    "points",
    "balance",
    "balance_after",
    "available",
    "held",
)
_EDITED: Final = ("line_no", "customer_no", "batch_fate", "edited_from", "edited_to")
_EXTENDED: Final = ("line_no", "customer_no", "batch_fate", "extended", "lots", "balance", "held")


@dataclass(frozen=True)
class Asked:
    """A wish as it stands to be confirmed, with the request id that makes it happen once."""

    wish: Wish
    request_id: str = field(default_factory=lambda: secrets.token_hex(16))


def asked_for() -> Asked | None:
    """What is being previewed; None while the form is filled in."""
    asked: Asked | None = st.session_state.get(_ASKED)
    return asked


def begin(wish: Wish) -> None:
    """Preview a wish in the place of the form, which keeps what was filled in."""
    _keep_form()
    st.session_state[_ASKED] = Asked(wish)
    st.rerun()


def _keep_form() -> None:
    """Streamlit forgets what is not drawn; set anew, the form comes back as it was left."""
    kept = {
        name: value for name, value in st.session_state.items()
        if str(name).startswith(_OURS) and name not in (_ASKED, _PAGE, "batch_file")
    }  # fmt: skip
    st.session_state[_KEPT] = kept


def _back() -> None:
    st.session_state.pop(_ASKED, None)
    st.session_state.pop(_PAGE, None)
    for name, value in st.session_state.pop(_KEPT, {}).items():
        st.session_state[name] = value


def _again() -> None:
    asked = asked_for()
    if asked is not None:
        st.session_state[_ASKED] = Asked(asked.wish)


def show(page: Page, asked: Asked) -> None:
    """The preview, worked out beside the page, and the button that does it."""
    job = _looked(page, asked)
    if waiting.found(page, job, "batches.previewing", hint="batches.failed"):
        _show(page, asked, job.result)
    elif job.state != "running":
        st.button(page.say("batches.back"), on_click=_back, key="batch_back")


def _looked(page: Page, asked: Asked) -> Job:
    book, actor = page.book, page.actor
    return jobs.start(
        _LOOK, asked.wish.title, lambda _report: book.batches.preview(asked.wish, actor),
        job_id=f"{_LOOK}_{asked.request_id}",
    )  # fmt: skip


def _show(page: Page, asked: Asked, preview: Preview) -> None:
    way = word("batch_ways", asked.wish.way, page.lang)
    what = asked.wish.title or word("reasons", asked.wish.reason, page.lang)
    tables.heading(page.say("batches.preview_title", way=way, what=what))
    show_figures(page, preview)
    words = section("batch_fates", page.lang)
    counts = {fate: f"{words[fate]} {count:,}" for fate, count in _counts(preview)}
    chosen = st.segmented_control(
        page.say("batches.fate"), list(counts), format_func=counts.__getitem__, key="batch_only",
        on_change=_first_page,
    )  # fmt: skip
    rows = as_shown(page, preview)
    if chosen:
        rows = rows.filter(pl.col("batch_fate") == chosen)
    pages = max(1, -(-rows.height // _PAGE_ROWS))
    at = min(int(st.session_state.get(_PAGE) or 1), pages) - 1
    tables.show(
        page, "batch_preview", rows.slice(at * _PAGE_ROWS, _PAGE_ROWS),
        columns_of(asked.wish), pinned=2,
        all_rows=lambda: rows, title=page.say("batches.list_title"),
    )  # fmt: skip
    if pages > 1:
        st.pagination(pages, key=_PAGE)
    if isinstance(preview.refusal, approval_offer.BEYOND):
        approval_offer.show(
            page, asked.wish, preview.refusal, asked.request_id, preview.digest, leave
        )
    elif preview.refusal is not None:
        feedback.refused(preview.refusal)
    feedback.note(page.say("batches.nothing_written"))
    with st.container(horizontal=True, gap="small"):
        if preview.refusal is None:
            st.button(
                _confirm(page, preview), type="primary", on_click=_post, args=(asked, preview),
                key="batch_confirm",
            )  # fmt: skip
        st.button(page.say("batches.back"), on_click=_back, key="batch_back")


def _confirm(page: Page, preview: Preview) -> str:
    """What the button says that it does."""
    if preview.wish.edit is not None:
        return page.say("batches.confirm_edit", customers=preview.customers)
    if preview.wish.way == "extend":
        return page.say(
            "batches.confirm_extend", customers=preview.customers, points=preview.points_in
        )
    return page.say(
        "batches.confirm", way=word("batch_ways", preview.wish.way, page.lang),
        customers=preview.customers, points=signed_text(preview.points_in - preview.points_out),
    )  # fmt: skip


def show_figures(page: Page, preview: Preview) -> None:
    """How many would change, by how much, and how many would not."""
    first = {"edit": "batch_edited", "extend": "batch_extending"}.get(preview.wish.way, "batch_ok")
    figures.row(
        page,
        (
            Figure(first, preview.customers, "count", exact=True),
            *_moved(preview),
            Figure("batch_left_out", preview.left_out, "count", exact=True),
        ),
    )


def _moved(preview: Preview) -> tuple[Figure, ...]:
    if preview.wish.way == "edit":
        return ()
    if preview.wish.way == "extend":
        lots = int(preview.rows["lots"].sum())
        return (
            Figure("batch_extended", preview.points_in, exact=True),
            Figure("batch_lots", lots, "count", exact=True),
        )
    return (
        Figure("points_in", preview.points_in, exact=True),
        Figure("points_out", preview.points_out, exact=True),
    )


def columns_of(wish: Wish) -> tuple[str, ...]:
    """The columns of a preview, by what is wished."""
    return {"edit": _EDITED, "extend": _EXTENDED}.get(wish.way, _COLUMNS)


def as_shown(page: Page, preview: Preview) -> pl.DataFrame:
    """The rows of a preview as tables name their columns."""
    rows = preview.rows.rename({"place": "line_no", "fate": "batch_fate"})
    if preview.wish.edit is not None:
        return batch_edit.in_words(page, rows)
    if preview.wish.way == "extend":
        rows = rows.with_columns(
            pl.when(pl.col("batch_fate") == "ok").then(name).alias(shown)
            for name, shown in (("points", "extended"), ("lots", "lots"))
        )
    # A column of zeros says nothing, and the table leaves out what is empty.
    return rows.with_columns(held=pl.when(pl.col("held") > 0).then("held"))


def _counts(preview: Preview) -> list[tuple[str, int]]:
    return list(preview.totals.select("fate", "customers").iter_rows())


def _first_page() -> None:
    st.session_state.pop(_PAGE, None)


def _post(asked: Asked, preview: Preview) -> None:
    """Begin to post in a thread of its own; pressed twice it begins once."""
    book, actor = session.opened_book(), session.actor()

    def work(report: jobs.Report) -> Run:
        return book.batches.post(preview, preview.digest, actor, asked.request_id, report)

    title = asked.wish.title or asked.wish.reason
    waiting.remember(
        JOB, jobs.start(JOB, title, work, job_id=asked.request_id, size=preview.customers)
    )


def show_outcome(page: Page, job: Job) -> None:
    """What became of a batch, with the way on and the way back."""
    if job.state != "done":
        waiting.failure(page, job, hint="batches.failed")
        with st.container(horizontal=True, gap="small"):
            if asked_for() is not None:
                st.button(
                    page.say("batches.again"), type="primary", on_click=_leave, args=(_again,),
                    key="batch_again",
                )  # fmt: skip
            st.button(page.say("batches.back"), on_click=_leave, args=(_back,), key="batch_back")
        return
    run: Run = job.result
    told = {"customers": run.customers, "points_in": run.points_in, "points_out": run.points_out}
    is_edit = run.kind == "edit"
    key = {"edit": "done_edit", "extend": "done_extend"}.get(run.kind, "done")
    done = page.say(f"batches.{key}", **told)
    st.success(done, icon=":material/check_circle:")
    if run.replayed:
        feedback.hint(page.say("batches.replayed"))
    if run.left_out:
        _show_left_out(page, run)
    if undoing.is_asked(run.batch_id):
        undoing.offer(page, run.batch_id, run.kind)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(page.say("batches.another"), on_click=_leave, args=(_over,), key="batch_another")
        undoing.offer(page, run.batch_id, run.kind)
        if not is_edit:
            navigation.link(
                "statement", page.say("batches.entries"), icon=":material/receipt_long:",
                batch=str(run.batch_id), period="everything",
            )  # fmt: skip


def _show_left_out(page: Page, run: Run) -> None:
    words = section("batch_fates", page.lang)
    told = [
        page.say("batches.totals", fate=words[fate], customers=count)
        for fate, count in run.left_out.items()
    ]
    joined = ("，" if page.lang == "zh" else ", ").join(told)
    feedback.note(f"{page.say('batches.done_left_out', count=sum(run.left_out.values()))} {joined}")


def _leave(then: Callable[[], None]) -> None:
    waiting.forget(JOB)
    then()


def leave() -> None:
    """Let go of the batch that the page shows: there is nothing more to say about it."""
    _leave(_over)


def _over() -> None:
    # What is not drawn for a while is forgotten by the browser alone; both begin anew.
    for name in [str(each) for each in st.session_state]:
        if name.startswith(_OURS):
            del st.session_state[name]
    st.session_state.pop(_KEPT, None)
