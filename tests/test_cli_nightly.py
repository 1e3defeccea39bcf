"""The command line at night: profiles, several files, one JSON summary, an exit status that says it all."""

from __future__ import annotations

import argparse
import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest

import pointbook
from pointbook.commands.watching import watch_folder
from tests.command_line import Run

HEADER = "卡号,日期,积分(万),变动类型,有效期\n"
DAY_1 = HEADER + "0007,03/04/2025,1.5,打卡,unlimited\n0007,03/05/2025,1,换礼,无期\n"
DAY_2 = HEADER + "0008,03/06/2025,2,打卡,unlimited\n"
BAD = HEADER + "0009,03/06/2025,x,打卡,unlimited\n0009,03/06/2025,1,打卡,unlimited\n"
SAID = (
    "--word", "kind:打卡=earn", "--word", "kind:换礼=redeem", "--word", "expires_at:无期=never",
    "--date-order", "month_first", "--unit", "points=千", "--source", "crm",
)  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (folder := tmp_path / "files").mkdir()
    for name, content in (("1.csv", DAY_1), ("2.csv", DAY_2), ("bad.csv", BAD)):
        (folder / name).write_text(content, encoding="gb18030")
    return folder


def test_what_cells_mean_can_be_said(run: Run, files: Path) -> None:
    plain = run("import", files / "1.csv", "--dry-run", "--json").json
    assert len(plain["problems"]) == 3
    said = run("import", files / "1.csv", *SAID, "--json")
    assert said.status == 0
    assert (said.json["points_in"], said.json["points_out"]) == (Decimal(1500), Decimal(1000))
    asked = run("ask", "points/statement", "--param", "customer_no=0007", "--format", "json").json
    assert [row["occurred_at"][:10] for row in asked] == ["2025-03-05", "2025-03-04"]
    assert [row["kind"] for row in asked] == ["redeem", "earn"]


def test_rows_without_a_date_take_the_day_that_is_given(run: Run, tmp_path: Path) -> None:
    (path := tmp_path / "a.csv").write_text("卡号,积分\n0007,5\n")
    refused = run("import", path, "--kind", "points", "--json")
    assert (refused.status, refused.json["error"]) == (1, "unknown_kind")
    said = run("import", path, "--kind", "points", "--at", "2025-03-31", "--json")
    assert said.json["entries"] == 1
    (row,) = run("ask", "points/statement", "--format", "json").json
    assert row["occurred_at"] == "2025-03-31T00:00:00"
    assert run("import", path, "--kind", "points", "--at", "soon").status == 1


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        (("--word", "kind:打卡=flying"), 1, "flying"),
        (("--word", "tier:G=金"), 1, "金"),
        (("--unit", "points=斤"), 1, "斤"),
        (("--unit", "amount=千"), 1, "千"),
        (("--word", "kind=earn"), 2, "field:word=meaning"),
        (("--word", "kind:打卡="), 2, "field:word=meaning"),
        (("--date-order", "year_first"), 2, "day_first"),
        (("--profile", "none"), 1, "none"),
    ],
)
def test_what_means_nothing_is_refused(
    run: Run, files: Path, said: tuple[str, ...], status: int, told: str
) -> None:
    refused = run("import", files / "1.csv", *said)
    assert refused.status == status
    assert told in refused.err
    assert "Traceback" not in refused.err


@pytest.fixture
def night(run: Run, files: Path) -> str:
    """A profile that was saved with the first file."""
    assert run("import", files / "1.csv", *SAID, "--save-profile", "night").status == 0
    return "night"


def test_the_next_file_needs_only_the_profile(run: Run, files: Path, night: str) -> None:
    said = run("import", "--profile", night, files / "2.csv", "--json")
    assert (said.status, said.err) == (0, "")
    digest = hashlib.sha256((files / "2.csv").read_bytes()).hexdigest()
    expected = {
        "state": "posted", "file": "2.csv", "file_digest": digest, "profile": night, "kind": "points",
        "source": "crm", "entries": 1, "new_customers": 1, "problems": 0, "points_in": 2000,
    }  # fmt: skip
    assert {name: said.json[name] for name in expected} == expected
    again = run("import", "--profile", night, files / "2.csv", "--json")
    assert (again.status, again.json["state"], again.json["skipped"]) == (0, "nothing_new", 1)


def test_rows_with_problems_are_counted_unless_all_must_be_right(
    run: Run, files: Path, night: str
) -> None:
    whole = run("import", "--profile", night, files / "bad.csv", "--all-or-nothing", "--json")
    assert whole.status == 1
    assert (whole.json["state"], whole.json["error"]) == ("refused", "problems_remain")
    assert (whole.json["problems"], whole.json["profile"]) == (1, night)
    assert whole.json["problem_rows"][0]["value"] == "x"
    left_out = run("import", "--profile", night, files / "bad.csv", "--json")
    assert (left_out.status, left_out.json["state"], left_out.json["problems"]) == (0, "posted", 1)


def test_several_files_are_one_summary_and_one_refused_keeps_no_other_waiting(
    run: Run, files: Path, night: str
) -> None:
    said = run(
        "import", "--profile", night, files / "none.csv", files / "2.csv", files / "1.csv", "--json"
    )
    assert said.status == 1
    counted = {
        name: said.json[name] for name in ("state", "posted", "nothing_new", "refused", "entries")
    }
    assert counted == {
        "state": "refused",
        "posted": 1,
        "nothing_new": 1,
        "refused": 1,
        "entries": 1,
    }
    assert [each["file"] for each in said.json["files"]] == ["none.csv", "2.csv", "1.csv"]
    assert said.json["files"][0]["error"] == "unreadable_file"
    assert said.err.startswith("none.csv: ")
    aloud = run("import", "--profile", night, files / "2.csv", files / "1.csv", lang="zh")
    assert [line.split(":")[0] for line in aloud.out.splitlines()] == ["2.csv", "1.csv"]


def test_profiles_are_listed_shown_taken_along_and_removed(
    run: Run, tmp_path: Path, night: str
) -> None:
    (listed,) = run("profile", "list", "--json").json
    assert (listed["name"], listed["kind"]) == (night, "points")
    assert night in run("profile", "list").out
    shown = run("profile", "show", night).json
    assert shown["values"]["kind"] == {"打卡": "earn", "换礼": "redeem"}
    target = tmp_path / "night.json"
    assert run("profile", "export", night, target).status == 0
    assert run("profile", "export", night, target).status == 1
    assert run("profile", "remove", night).status == 0
    assert run("profile", "show", night).status == 1
    assert run("profile", "import", target, "--name", "day", "--json").json == {"name": "day"}
    assert run("profile", "show", "day").json == {**shown, "name": "day"}
    target.write_text("{}")
    for wrong in (target, tmp_path / "none.json"):
        refused = run("profile", "import", wrong)
        assert (refused.status, len(refused.err.strip().splitlines())) == (1, 1)


@pytest.mark.parametrize("action", ["list", "show", "export", "import", "remove"])
def test_every_profile_command_explains_itself(run: Run, action: str) -> None:
    told = run("profile", action, "--help")
    assert told.status == 0
    assert "--json" in told.out
    assert any("\u4e00" <= char <= "\u9fff" for char in told.out)


def test_the_status_is_explained(run: Run) -> None:
    for command in ("import", "watch"):
        told = " ".join(run(command, "--help").out.split())
        assert "Exit status" in told
        assert "退出码" in told


def test_a_folder_is_watched_once(run: Run, files: Path, night: str) -> None:
    (files / "1.csv").unlink()
    said = run("watch", files, "--profile", night, "--once", "--every", 0, "--json")
    assert said.status == 0
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert sorted((each["file"], each["state"]) for each in lines) == [
        ("2.csv", "posted"), ("bad.csv", "posted"),
    ]  # fmt: skip
    (files / "c.pdf").write_bytes(b"%PDF-1.4")
    refused = run("watch", files, "--profile", night, "--once", "--every", 0)
    assert refused.status == 1
    assert "c.pdf" in refused.out
    assert (files / "failed" / "c.pdf.txt").exists()
    assert run("watch", files / "none", "--profile", night, "--once", "--every", 0).status == 1
    assert run("watch", files, "--profile", "none", "--once", "--every", 0).status == 1


def test_a_folder_is_watched_until_somebody_stops_it(
    tmp_path: Path, files: Path, night: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            (files / "late.csv").write_text(DAY_2.replace("0008", "0010"), encoding="gb18030")
        if len(pauses) == 5:
            raise KeyboardInterrupt

    given = argparse.Namespace(
        book=tmp_path / "book.duckdb", folder=files, profile=night, once=False, every=7.0, json=False, lang="zh"
    )  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        watch_folder(given, pause)
    assert pauses == [7.0] * 5
    assert "late.csv: " in capsys.readouterr().out
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        assert book.ledger.balance("0010").balance == 2000
