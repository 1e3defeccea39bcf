"""The command line: every command as a person or a script uses it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from decimal import Decimal
from pathlib import Path

import pytest

import pointbook
from pointbook.cli import main, spoken_language
from pointbook.commands.printing import json_text, table_text
from tests.command_line import Run

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    "serve", "sample", "import", "watch", "undo", "ask", "expire", "verify", "head", "backup", "restore", "user",
    "bench",
)  # fmt: skip
POINTS = """卡号,日期,积分,变动类型,单号,备注
0007,2025-01-02,100.10,获得,A1,首次
0007,2025-02-03,-40.05,消耗,A2,
0008,2025-02-04,12.30,获得,A3,"一,二"
0008,待定,5,获得,A4,
"""


@pytest.fixture
def points_file(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text(POINTS, encoding="gb18030")
    return path


def test_every_command_explains_itself_in_both_languages(run: Run) -> None:
    overview = run("--help")
    assert overview.status == 0
    for name in COMMANDS:
        assert name in overview.out
        told = run(name, "--help")
        assert told.status == 0
        assert "--json" in told.out
        assert any("\u4e00" <= char <= "\u9fff" for char in told.out)


def test_how_to_read_a_file_can_be_told(run: Run, tmp_path: Path) -> None:
    (path := tmp_path / "points.csv").write_bytes(
        "報表\n會員編號^日期^積分\n陳大文^2025-01-02^5\n".encode("big5")
    )
    refused = run("import", path, "--dry-run", "--json")
    assert (refused.status, refused.json["error"]) == (1, "unreadable_file")
    assert "encoding" in refused.json["message"]
    mapped = [f"--map={field}={name}" for field, name in
              (("customer_no", "會員編號"), ("date", "日期"), ("points", "積分"))]  # fmt: skip
    told = run(
        "import", path, "--encoding", "big5", "--delimiter", "^", "--header-row", 2,
        "--kind", "points", *mapped, "--dry-run", "--json",
    )  # fmt: skip
    assert (told.json["rows"], told.json["ok"]) == (1, 1)
    assert told.err == "1 title rows above the header were skipped: 報表\n"


def test_an_import_says_what_it_did(run: Run, points_file: Path) -> None:
    said = run("import", points_file, "--json")
    assert said.status == 0
    found = said.json
    assert found["entries"] == 3
    assert found["customers"] == 2
    assert found["new_customers"] == 2
    assert found["problems"] == 1
    assert found["points_in"] == Decimal("112.40")
    assert found["points_out"] == Decimal("40.05")


def test_the_same_file_again_adds_nothing(run: Run, points_file: Path) -> None:
    run("import", points_file)
    again = run("import", points_file, "--json").json
    assert (again["entries"], again["skipped"]) == (0, 3)


def test_a_dry_run_writes_nothing(run: Run, points_file: Path) -> None:
    planned = run("import", points_file, "--dry-run", "--json").json
    assert planned["rows"] == 4
    assert planned["ok"] == 3
    assert planned["totals"]["points_in"] == Decimal("112.40")
    assert [problem["column"] for problem in planned["problems"]]
    assert run("verify").status == 1  # there is no book yet
    run("import", points_file)
    assert run("import", points_file, "--dry-run", "--json").json["duplicates"] == 3


def test_a_file_can_be_imported_whole_or_not_at_all(run: Run, points_file: Path) -> None:
    refused = run("import", points_file, "--all-or-nothing")
    assert refused.status == 1
    assert "have problems (1)" in refused.err
    assert run("import", points_file, "--json").json["entries"] == 3


def test_a_mapping_by_hand_overrides_the_suggested_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("who,when,how many\nZ1,2025-03-04,7\n", encoding="utf-8")
    mapped = ("--map", "customer_no=who", "--map", "occurred_at=when", "--map", "points=how many")
    assert run("import", path, "--kind", "points", *mapped, "--json").json["entries"] == 1


def test_an_undone_import_may_be_posted_again(run: Run, points_file: Path) -> None:
    batch = run("import", points_file, "--json").json["batch_id"]
    undone = run("undo", batch, "--json").json
    assert undone["undid"] == batch
    assert undone["entries"] == 3
    assert undone["shortfalls"] == []
    assert run("import", points_file, "--json").json["entries"] == 3
    refused = run("undo", batch)
    assert refused.status == 1


def test_an_undo_says_first_what_it_would_do(run: Run, points_file: Path) -> None:
    batch = run("import", points_file, "--json").json["batch_id"]
    told = run("undo", batch, "--dry-run", "--json").json
    assert (told["entries"], told["customers"], told["short"]) == (3, 2, 0)
    assert told["kept_customers"] == 2
    assert "Nothing was written" in run("undo", batch, "--dry-run").out
    undone = run("undo", batch, "--json").json
    assert (undone["entries"], undone["customers"]) == (3, 2)
    refused = run("undo", batch, "--dry-run")
    assert (refused.status, "undone before" in refused.err) == (1, True)


def test_numbers_are_printed_exactly(run: Run, points_file: Path) -> None:
    run("import", points_file)
    said = run("ask", "points/statement", "--param", "customer_no=0007", "--format", "json")
    rows = said.json
    assert [row["points"] for row in rows] == [Decimal("-40.05"), Decimal("100.10")]
    assert rows[0]["balance_after"] == Decimal("60.05")
    assert "100.10" in said.out
    assert rows[0]["occurred_at"] == "2025-02-03T00:00:00"


def test_a_parameter_left_out_is_null_and_types_come_from_the_question(
    run: Run, points_file: Path
) -> None:
    run("import", points_file)
    asked = ("ask", "points/statement", "--format", "json", "--param", "customer_no=0007")
    assert len(run(*asked).json) == 2
    assert len(run(*asked, "--param", "row_limit=1").json) == 1
    assert len(run(*asked, "--param", "since=2025-02-01").json) == 1
    assert len(run(*asked, "--param", "since=null").json) == 2


def test_answers_come_as_table_csv_and_workbook(
    run: Run, points_file: Path, tmp_path: Path
) -> None:
    run("import", points_file)
    asked = ("ask", "analysis/ranking", "--param", "measure=balance")
    table = run(*asked).out.splitlines()
    assert table[0].split()[:2] == ["rank", "customer_no"]
    assert "60.05" in table[2]
    comma = run(*asked, "--format", "csv").out.splitlines()
    assert comma[0].startswith("rank,customer_no,name,tier,value")
    assert comma[1].startswith("1,0007,,,60.05")
    target = tmp_path / "ranking.xlsx"
    assert run(*asked, "--out", target).status == 0
    assert target.read_bytes()[:2] == b"PK"
    refused = run(*asked, "--out", target)
    assert refused.status == 1
    assert str(target) in refused.err


def test_a_workbook_needs_a_file(run: Run, points_file: Path) -> None:
    run("import", points_file)
    assert run("ask", "analysis/ranking", "--format", "xlsx").status == 1


def test_without_a_name_the_questions_are_listed(run: Run) -> None:
    names = run("ask").out.split()
    assert "analysis/growth" in names
    assert not [name for name in names if name.startswith(("schema/", "changes/"))]


@pytest.mark.parametrize(
    "arguments",
    [
        ("changes/add_entries",),
        ("schema/0001_book",),
        ("../secrets",),
        ("analysis/nothing",),
        ("analysis/ranking", "--param", "wrong=1"),
        ("analysis/ranking", "--param", "row_limit=many"),
        ("analysis/ranking", "--param", "since=tomorrow"),
    ],
    ids=" ".join,
)
def test_a_question_that_cannot_be_asked_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    said = run("ask", *arguments)
    assert said.status == 1
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_is_one_sentence_in_the_language_asked_for(
    run: Run, tmp_path: Path, lang: str
) -> None:
    said = run("verify", lang=lang)
    assert said.status == 1
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert str(tmp_path / "book.duckdb") in said.err
    assert any("\u4e00" <= char <= "\u9fff" for char in said.err) == (lang == "zh")


def test_a_refusal_is_json_too(run: Run) -> None:
    said = run("verify", "--json")
    assert said.status == 1
    assert said.json["error"] == "book_missing"


def test_a_file_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    said = run("import", tmp_path / "none.csv")
    assert said.status == 1
    assert "none.csv" in said.err


def test_a_book_is_verified_backed_up_and_restored(
    run: Run, points_file: Path, tmp_path: Path
) -> None:
    run("import", points_file)
    assert run("verify", "--json").json == {"ok": True, "broken": []}
    backup = tmp_path / "copy.duckdb"
    assert run("backup", backup, "--json").json["bytes"] > 0
    assert run("backup", backup).status == 1
    assert run("restore", backup).status == 1
    elsewhere = ["--book", str(tmp_path / "elsewhere.duckdb"), "--lang", "en"]
    assert main([*elsewhere, "restore", str(backup)]) == 0
    assert main([*elsewhere, "verify"]) == 0


def test_expired_points_are_written_off(run: Run, tmp_path: Path) -> None:
    with pointbook.open_book(tmp_path / "book.duckdb") as book:
        book.customers.add("C1", actor="t")
        book.ledger.earn("C1", 30, occurred_at="2025-01-01", expires_at="2025-03-31", actor="t")
    assert run("expire", "--as-of", "2025-03-30", "--json").json == {"entries": 0, "points": 0}
    swept = run("expire", "--json").json
    assert swept == {"entries": 1, "points": Decimal("-30.00")}
    assert run("expire", "--as-of", "soon").status == 1


def test_the_language_follows_the_locale() -> None:
    assert spoken_language({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert spoken_language({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}) == "en"
    assert spoken_language({"LANG": "de_DE.UTF-8"}) == "en"
    assert spoken_language({}) == "en"


def test_json_keeps_every_digit_and_is_json() -> None:
    value = {"a": Decimal("12345678901234.10"), "b": [None, True, "二"], "c": Decimal("NaN")}
    assert json_text(value) == '{"a": 12345678901234.10, "b": [null, true, "二"], "c": null}'


def test_wide_characters_take_two_places() -> None:
    lines = table_text(["name", "n"], [["曾小贤", 1], ["Li", 23]], "en").splitlines()
    assert lines[2] == "曾小贤   1"
    assert lines[3] == "Li      23"


def test_help_does_not_wait_for_the_engine() -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pointbook", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {line.rsplit("|", 1)[-1].strip() for line in told.stderr.splitlines()}
    assert loaded & {"polars", "duckdb", "numba", "streamlit", "plotly"} == set()


def test_a_pipe_that_closes_early_is_no_crash(tmp_path: Path) -> None:
    command = f"{sys.executable} -m pointbook --book {tmp_path / 'b.duckdb'} ask | head -1"
    told = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "Traceback" not in told.stderr


def test_serving_makes_a_book_and_says_where_it_answers(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    book = tmp_path / "new" / "book.duckdb"
    book.parent.mkdir()
    server = subprocess.Popen(
        [sys.executable, "-m", "pointbook", "--book", str(book), "serve", "--port", str(port)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "1"},
    )  # fmt: skip
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert f"http://127.0.0.1:{port}" in line
        assert "已启动" in line
        assert "首次登录：用户名 admin" in server.stdout.readline()
        assert "First sign-in: user admin" in server.stdout.readline()
        assert book.exists()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
            assert answer.status == 200
        refused = subprocess.run(
            [sys.executable, "-m", "pointbook", "--book", str(book), "--lang", "en", "serve",
             "--port", str(port)],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert refused.returncode == 1
        assert f"127.0.0.1:{port}" in refused.stderr
    finally:
        server.terminate()
        server.communicate(timeout=20)


def test_answers_about_rows_that_repeat_are_told_on_the_command_line(
    run: Run, tmp_path: Path
) -> None:
    first, again = tmp_path / "a.csv", tmp_path / "b.csv"
    header = "卡号,日期,积分,单号"
    first.write_text(f"{header}\nA,2025-01-02,10,N1\nA,2025-01-03,20,N2\n", encoding="utf-8")
    again.write_text(f"{header}\nA,2025-01-02,15,N1\nA,2025-01-31,1,N3\n", encoding="utf-8")
    assert run("import", first).status == 0

    told = run("import", again, "--dry-run", "--json").json
    assert told["repeats"] == {
        "doubles": 0, "known": 0, "conflicts": 1, "changed": 0, "tiers": [],
    }  # fmt: skip
    assert told["period"]["is_other"] is True
    assert [month["only_book"] for month in told["period"]["months"]] == [2]
    assert "otherwise" in run("import", again, "--dry-run").out
    skipped = run("import", again, "--conflicts", "skip", "--dry-run", "--json").json
    assert (skipped["problems"], skipped["duplicates"]) == ([], 1)
    assert run("import", again, "--known", "keep").status == 2

    done = run("import", again, "--period", "replace", "--json").json
    assert (done["entries"], done["replaced"], done["shortfalls"]) == (4, 2, [])
    past = run("import", first, "--cut-over", "2025-02-01", "--source", "old", "--json").json
    assert (past["entries"], past["past"]) == (0, 2)
    assert run("verify").status == 0


def test_what_the_package_promises_can_be_had() -> None:
    assert [name for name in pointbook.__all__ if not hasattr(pointbook, name)] == []
