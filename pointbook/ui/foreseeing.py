"""撤销之前: what taking a batch back would do, worked out beside the page and shown with the question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from pointbook.ui import batch_edit, feedback, figures, jobs, tables, waiting
from pointbook.ui.figures import Figure

if TYPE_CHECKING:
    from pointbook.ledger.foresight import UndoPreview
    from pointbook.ui.jobs import Job
    from pointbook.ui.start import Page

JOB: Final = "undo_preview"
_AT_ONCE: Final = 0.4
"""Seconds that the page waits by itself, so that a small undo is told without a flicker."""
_SPENDERS: Final = ("customer_no", "spent", "held", "out_of_reach", "owing")
_SHOWN: Final = 200
_REVERSALS: Final = ("claw_back", "restore")


def show(page: Page, batch_id: int) -> bool:
    """Show what an undo would do; whether it is known by now and can be asked for."""
    job = _begun(page, batch_id)
    if not job.wait(_AT_ONCE):
        waiting.looking(page, job, "foreseeing.looking")
        return False
    if job.state != "done":
        waiting.failure(page, job)
        return False
    _show(page, job.result)
    return True


def _begun(page: Page, batch_id: int) -> Job:
    """The look ahead at the book as it is now; after any write it is another one."""
    book, actor = page.book, page.actor
    book_id = book.ask("book/state")["book_id"].item()
    return jobs.start(
        JOB,
        str(batch_id),
        lambda _report: book.imports.preview_undo(batch_id, actor=actor),
        job_id=f"{JOB}_{book_id}_{batch_id}_{book.data_version}",
    )


def _show(page: Page, preview: UndoPreview) -> None:
    tables.heading(page.say("foreseeing.title"))
    if preview.entries:
        figures.row(page, list(_figures(preview)))
    short = preview.shortfalls.height
    if short:
        told = page.say("foreseeing.short", count=short, points=preview.short)
        st.warning(told, icon=":material/trending_down:")
    feedback.sentences(page, _lines(page, preview))
    if preview.spenders.height:
        # A column of zeros says nothing, and the table leaves out what is empty.
        shown = preview.spenders.with_columns(
            pl.when(pl.col(each) > 0).then(pl.col(each)) for each in ("held", "owing")
        ).rename({"short": "out_of_reach"})
        tables.show(
            page, "spenders", shown, _SPENDERS, rows=_SHOWN, title=page.say("foreseeing.spenders")
        )
    if preview.kind == "edit":
        _show_edited(page, preview)
        return
    staying = preview.fates.filter(pl.col("fate").is_in(["kept", "newer"]))
    if staying.height:
        with st.expander(page.say("foreseeing.staying", count=staying.height)):
            tables.show(
                page, "fates", staying, ("customer_no", "fate"), rows=_SHOWN,
                title=page.say("foreseeing.staying_title"),
            )  # fmt: skip


def _show_edited(page: Page, preview: UndoPreview) -> None:
    """The fields that stay as somebody made them since."""
    left = page.book.batches.changed_since(preview.batch_id, actor=page.actor)
    if left.height:
        with st.expander(page.say("foreseeing.left", count=left.height)):
            batch_edit.show_changes(page, "left_fields", left, page.say("upload.left_fields"))


def _figures(preview: UndoPreview) -> Iterator[Figure]:
    yield Figure("opposites", preview.entries, "count", exact=True)
    yield Figure("concerned", preview.customers, "count", exact=True)
    yield Figure("taken_back", preview.points_out, exact=True)
    yield Figure("given_back", preview.points_in, exact=True)
    yield Figure("short", preview.short, exact=True)
    if preview.owing:
        yield Figure("owing", preview.owing, exact=True)


def _lines(page: Page, preview: UndoPreview) -> Iterator[str]:
    """What there is to know besides the figures, a sentence each."""
    spent = preview.spenders.filter((pl.col("spent") > 0) & (pl.col("short") == 0)).height
    owing = preview.spenders.filter(pl.col("owing") > 0).height
    later = dict(preview.later.select("kind", "entries").iter_rows())
    counts = {
        "spent": spent,
        "owing": owing,
        "expiries": later.get("expire", 0),
        "reversals": sum(later.get(kind, 0) for kind in _REVERSALS),
        "removed": preview.removed_customers,
        "restored": preview.restored_customers,
        "kept": preview.kept_customers,
        "newer": preview.newer_customers,
    }
    yield from (
        page.say(f"foreseeing.{name}", count=count) for name, count in counts.items() if count
    )
    stays = {"import": "stays", "edit": "stays_edit"}.get(preview.kind, "stays_only")
    yield page.say(f"foreseeing.{stays}")
