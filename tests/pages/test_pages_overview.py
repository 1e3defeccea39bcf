"""首页: its figures are those of the questions, what waits is said, and the large screen stays fresh."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pointbook.access import Actor, Right
from pointbook.book import Book
from pointbook.texts import number_text
from pointbook.ui import session
from tests.pages.conftest import HOME, Visit, words

CSV = "会员号,日期,积分\nM1,2026-06-01,5\n".encode()


def test_the_figures_are_those_of_the_book(shown: Book, visit: Visit) -> None:
    said = words(visit(HOME))
    held = shown.ask("customers/figures", as_of=shown.now()).row(0, named=True)
    assert f'title="{number_text(held["balance"])}"' in said
    may = shown.ask("analysis/growth", since=date(2026, 5, 1), until=date(2026, 5, 31))
    assert f'title="+{number_text(may["earned"][0])}"' in said
    assert 'title="−250"' in said
    assert "2026-05-01 至 2026-05-31" in said
    assert "pb-proof" in said and "pb-broken" not in said


def test_what_ends_soon_is_counted_by_windows_that_lie_in_each_other(shown: Book) -> None:
    now = shown.now()
    for days in (10, 40, 80, 100):
        last_day = now.date() + timedelta(days=days)
        shown.ledger.earn(
            "M3", days, occurred_at=datetime(2026, 6, 1), actor="t", expires_at=last_day
        )
    ends = shown.ask("analysis/expiring", as_of=now)
    assert ends.rows() == [(30, 10, 1), (60, 50, 1), (90, 130, 1)]
    shown.ledger.hold("M3", 10, actor="t")
    assert shown.ask("analysis/expiring", as_of=now).rows()[0] == (30, 0, 0)


def test_an_import_that_was_begun_waits_and_leads_there(shown: Book, visit: Visit) -> None:
    assert "个导入还没有完成" not in words(visit(HOME))
    shown.imports.records.start(CSV, "六月.csv", "t")
    said = words(visit(HOME))
    assert "有 1 个导入还没有完成，最近一个：六月.csv" in said


def test_an_old_backup_is_told_to_whoever_may_make_one(shown: Book, visit: Visit) -> None:
    assert "还没有备份" in words(visit(HOME))
    session.act_as(Actor("v", frozenset()))
    assert "还没有备份" not in words(visit(HOME))
    session.act_as(Actor("b", frozenset((Right.BACKUP,))))
    shown.backups.make(actor="b")
    assert "没有待处理的事项" in words(visit(HOME))


def test_the_large_screen_hides_what_is_not_for_it(shown: Book, visit: Visit) -> None:
    plain, large = visit(HOME), visit(HOME, screen="1")
    assert "pb-screen" not in words(plain)
    assert "pb-screen" in words(large)
    assert [each.label for each in large.button if "大屏" in each.label] == ["退出大屏"]
    next(each for each in large.button if "大屏" in each.label).click().run()
    assert "pb-screen" not in words(large)


def test_an_empty_book_leads_to_the_import(empty: Book, visit: Visit) -> None:
    assert "账簿里还没有数据" in words(visit(HOME))
