"""The command line: `python -m pointbook [--book PATH] [--lang zh|en] COMMAND …`.

Every command lives in a module of commands/ that is imported when it runs, so that --help is quick.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from pointbook.commands import arguments, batch_options
from pointbook.errors import PointbookError
from pointbook.settings import WATCH_EVERY, book_path, proxies
from pointbook.texts import Language, error_text, say, section

FAILED, INTERRUPTED = 1, 130
PERSON_FORMATS = ("json", "xlsx")
USER_ACTIONS = ("add", "list", "disable", "enable", "password", "role")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    _speak_utf8()
    given = _parser().parse_args(arguments)
    given.lang = given.lang or spoken_language(os.environ)
    run: Callable[[argparse.Namespace], int] = import_module(
        f"pointbook.commands.{given.module}"
    ).__dict__[given.run]
    try:
        return run(given)
    except PointbookError as refusal:
        return _refused(refusal, given)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`… | head`). Python would complain again when it
        # flushes at its end, so that is pointed nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def spoken_language(environment: Mapping[str, str]) -> Language:
    """Chinese for a Chinese locale, English otherwise."""
    named = next(
        (environment[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(n)), ""
    )
    return "zh" if named.lower().startswith("zh") else "en"


def _refused(refusal: PointbookError, given: argparse.Namespace) -> int:
    sentence = error_text(refusal, given.lang)
    if given.json:
        from pointbook.commands.printing import json_text

        print(json_text({"error": refusal.code, "message": sentence}))
    print(sentence, file=sys.stderr)
    return FAILED


def _speak_utf8() -> None:
    """A terminal that cannot show a character gets a question mark instead of a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pointbook", description=_both("program"), formatter_class=_Formatter
    )
    parser.add_argument(
        "--book", type=Path, default=book_path(), metavar="PATH", help=_both("book")
    )
    parser.add_argument("--lang", choices=("zh", "en"), help=_both("lang"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (
        _serve, _sample, _import, _profile, _watch, _batch, _rules, _approvals, _undo, _ask, _expire, _close,
        _verify, _head, _repair, _backup, _restore, _user, _person, _retention, _bench, _report, _statement,
    ):  # fmt: skip
        add(commands)
    return parser


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the line break between the two languages."""


# argparse has no public name for what add_subparsers returns.
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(
    commands: _Commands, name: str, module: str, run: str, text: str | None = None
) -> argparse.ArgumentParser:
    text = text or f"command_{name}"
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=_both(text), description=_both(text, "\n"), formatter_class=_Formatter
    )
    parser.add_argument("--json", action="store_true", help=_both("json"))
    parser.set_defaults(module=module, run=run)
    return parser


def _both(key: str, between: str = " · ") -> str:
    """A help text in English with its Chinese line; argparse reads % as a format."""
    return between.join(say(f"cli.{key}", lang) for lang in ("en", "zh")).replace("%", "%%")


def _serve(commands: _Commands) -> None:
    parser = _command(commands, "serve", "serving", "serve_book")
    parser.add_argument("--host", default="127.0.0.1", help=_both("host"))
    parser.add_argument("--port", type=int, default=8501, help=_both("port"))
    parser.add_argument("--sample-if-new", action="store_true", help=_both("sample_if_new"))
    parser.add_argument("--proxy", default=proxies(), metavar="ADDRESSES", help=_both("proxy"))
    parser.add_argument("--name", action="append", default=[], metavar="HOST", help=_both("name"))


def _sample(commands: _Commands) -> None:
    parser = _command(commands, "sample", "sampling", "make_sample")
    parser.add_argument("--seed", type=int, help=_both("seed"))
    parser.add_argument("--files", type=Path, metavar="DIR", help=_both("files"))


def _import(commands: _Commands) -> None:
    parser = _command(commands, "import", "importing", "import_files")
    parser.epilog = _both("import_status", "\n")
    parser.add_argument("file", type=Path, nargs="+", metavar="FILE", help=_both("file"))
    parser.add_argument("--profile", metavar="NAME", help=_both("profile"))
    kinds = ("customers", "points", "orders", "rewards", "redemptions")
    parser.add_argument("--kind", choices=kinds, help=_both("kind"))
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="field=column",
        type=arguments.pair,
        help=_both("map"),
    )
    parser.add_argument(
        "--word", action="append", default=[], metavar="field:word=meaning", type=arguments.word, help=_both("word")
    )  # fmt: skip
    parser.add_argument(
        "--unit",
        action="append",
        default=[],
        metavar="field=unit",
        type=arguments.pair,
        help=_both("unit"),
    )
    parser.add_argument(
        "--date-order", choices=tuple(section("date_orders", "en")), help=_both("date_order")
    )
    parser.add_argument("--at", metavar="DATE", help=_both("at"))
    parser.add_argument("--source", help=_both("source"))
    parser.add_argument("--save-profile", metavar="NAME", help=_both("save_profile"))
    for name in ("sheet", "member", "encoding", "delimiter"):
        parser.add_argument(f"--{name}", help=_both(name))
    parser.add_argument("--header-row", type=int, metavar="ROW", help=_both("header_row"))
    parser.add_argument("--header-lines", type=int, metavar="LINES", help=_both("header_lines"))
    answers: dict[str, tuple[str, ...]] = {
        "known": ("skip", "refuse"),
        "conflicts": ("overwrite", "skip", "refuse"),
        "doubles": ("keep", "skip", "refuse"),
        "period": ("add", "skip", "replace"),
    }
    for name, choices in answers.items():
        parser.add_argument(f"--{name}", choices=choices, help=_both(f"answer_{name}"))
    day = date.fromisoformat
    parser.add_argument("--cut-over", type=day, metavar="DATE", help=_both("cut_over"))
    parser.add_argument("--dry-run", action="store_true", help=_both("dry_run"))
    parser.add_argument("--all-or-nothing", action="store_true", help=_both("all_or_nothing"))


def _profile(commands: _Commands) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "profile", help=_both("command_profile"), description=_both("command_profile", "\n"),
        formatter_class=_Formatter,
    )  # fmt: skip
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action in ("list", "show", "export", "import", "remove"):
        name = "list_profiles" if action == "list" else f"{action}_profile"
        each = _command(actions, action, "profiling", name, f"profile_{action}")
        if action in ("show", "export", "remove"):
            each.add_argument("name", metavar="NAME", help=_both("profile_name"))
        if action in ("export", "import"):
            each.add_argument("file", type=Path, metavar="FILE", help=_both("profile_file"))
        if action == "import":
            each.add_argument("--name", help=_both("profile_other_name"))


def _watch(commands: _Commands) -> None:
    parser = _command(commands, "watch", "watching", "watch_folder")
    parser.epilog = _both("watch_status", "\n")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=_both("watch_folder"))
    parser.add_argument("--profile", required=True, metavar="NAME", help=_both("profile"))
    parser.add_argument("--once", action="store_true", help=_both("watch_once"))
    parser.add_argument(
        "--every", type=float, default=WATCH_EVERY, metavar="SECONDS", help=_both("watch_every")
    )


def _actions(
    commands: _Commands, name: str, actions: Sequence[str], **defaults: object
) -> Iterator[tuple[str, argparse.ArgumentParser, Callable[[str], str]]]:
    """A command that is one of several actions: each with its parser, to be filled in, and the texts of its own."""

    def told(key: str) -> str:
        return " · ".join(say(f"cli_{name}.{key}", lang) for lang in ("en", "zh"))

    said: dict[str, Any] = {
        "help": told("command"),
        "description": told("command"),
        "formatter_class": _Formatter,
    }
    parser: argparse.ArgumentParser = commands.add_parser(name, **said)
    below = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action in actions:
        said |= {"help": told(action), "description": told(action)}
        each: argparse.ArgumentParser = below.add_parser(action, **said)
        each.add_argument("--json", action="store_true", help=_both("json"))
        each.set_defaults(**defaults)
        yield action, each, told


def _batch(commands: _Commands) -> None:
    own = {"points": None, "percent": None, "expires": None}
    for action, each, _ in _actions(
        commands, "batch", batch_options.ACTIONS, module="batching", run="run_batch", **own
    ):
        batch_options.fill(action, each)


def _approvals(commands: _Commands) -> None:
    actions = ("list", "approve", "refuse", "withdraw")
    for action, each, told in _actions(
        commands, "approvals", actions, module="approving", run="run_approvals"
    ):
        if action == "list":
            each.add_argument("--all", action="store_true", help=told("all"))
            continue
        each.add_argument("number", type=int, metavar="NUMBER", help=told("number"))
        if action == "refuse":
            each.add_argument("--reason", required=True, help=told("reason"))


def _rules(commands: _Commands) -> None:
    actions = ("list", "preview", "run", "on", "off")
    for action, each, told in _actions(
        commands, "rules", actions, module="clearing", run="tend_rules"
    ):
        if action in ("preview", "on", "off"):
            each.add_argument("rule", type=int, metavar="RULE", help=told("rule"))
        if action == "on":
            each.add_argument("--digest", required=True, help=told("digest"))


def _undo(commands: _Commands) -> None:
    parser = _command(commands, "undo", "importing", "undo_batch")
    parser.add_argument("batch", type=int, metavar="BATCH", help=_both("batch"))
    parser.add_argument("--dry-run", action="store_true", help=_both("dry_run"))


def _ask(commands: _Commands) -> None:
    parser = _command(commands, "ask", "asking", "ask_question")
    parser.add_argument("query", nargs="?", metavar="QUERY", help=_both("query"))
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="k=v",
        type=arguments.pair,
        help=_both("param"),
    )
    parser.add_argument("--format", choices=("table", "csv", "json", "xlsx"), help=_both("format"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=_both("out"))


def _expire(commands: _Commands) -> None:
    parser = _command(commands, "expire", "keeping", "expire_points")
    parser.add_argument("--as-of", metavar="DATE", help=_both("as_of"))


def _close(commands: _Commands) -> None:
    parser = _command(commands, "close", "closing", "close_month")
    parser.add_argument("month", nargs="?", metavar="YYYY-MM", help=_both("close_of"))
    parser.add_argument("--reopen", action="store_true", help=_both("reopen"))
    parser.add_argument("--reason", metavar="TEXT", help=_both("reopen_reason"))


def _verify(commands: _Commands) -> None:
    parser = _command(commands, "verify", "proving", "verify_book")
    parser.add_argument("--head", metavar="FILE_OR_TEXT", help=_both("verify_head"))


def _head(commands: _Commands) -> None:
    parser = _command(commands, "head", "proving", "print_head")
    parser.epilog = _both("head_mail", "\n")


def _repair(commands: _Commands) -> None:
    parser = _command(commands, "repair", "mending", "repair_book")
    parser.epilog = _both("repair_status", "\n")


def _backup(commands: _Commands) -> None:
    parser = _command(commands, "backup", "keeping", "back_up")
    parser.add_argument("target", type=Path, nargs="?", metavar="FILE", help=_both("backup_file"))
    parser.add_argument("--list", action="store_true", help=_both("backup_list"))


def _restore(commands: _Commands) -> None:
    parser = _command(commands, "restore", "keeping", "restore_backup")
    parser.add_argument("backup", type=Path, metavar="FILE", help=_both("restore_file"))
    parser.add_argument("--rehearse", action="store_true", help=_both("restore_rehearse"))
    parser.add_argument("--replace", action="store_true", help=_both("restore_replace"))


def _user(commands: _Commands) -> None:
    parser = _command(commands, "user", "peopling", "manage_users")
    parser.add_argument("action", choices=USER_ACTIONS, help=_both("user_action"))
    parser.add_argument("user", nargs="?", metavar="NAME", help=_both("user_name"))
    parser.add_argument("--role", metavar="ROLE", help=_both("user_role"))
    parser.add_argument("--full-name", metavar="TEXT", help=_both("user_full_name"))


def _person(commands: _Commands) -> None:
    parser = _command(commands, "person", "handing_out", "hand_out")
    parser.add_argument("customer", metavar="CUSTOMER", help=_both("person_customer"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=_both("person_out"))
    parser.add_argument("--format", choices=PERSON_FORMATS, help=_both("person_format"))


def _retention(commands: _Commands) -> None:
    parser = _command(commands, "retention", "retaining", "keep_for")
    for name in ("customer-years", "refusal-days", "try-days", "import-days"):
        parser.add_argument(
            f"--{name}", type=arguments.span, metavar="N", help=_both("retention_span")
        )
    parser.add_argument("--erase", action="store_true", help=_both("retention_erase"))


def _report(commands: _Commands) -> None:
    parser = _command(commands, "report", "reporting", "make_reports")
    kinds = ("week", "month", "quarter", "year")
    parser.add_argument("kind", choices=kinds, help=_both("report_kind"))
    parser.add_argument("period", metavar="PERIOD", help=_both("report_period"))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=_both("report_out"))
    formats = ("xlsx", "pdf", "html")
    parser.add_argument(
        "--format", nargs="+", choices=formats, default=list(formats), help=_both("report_format")
    )


def _statement(commands: _Commands) -> None:
    parser = _command(commands, "statement", "reporting", "make_statement")
    parser.add_argument("customer_no", metavar="CUSTOMER", help=_both("statement_customer"))
    for name in ("since", "until"):
        parser.add_argument(
            f"--{name}", type=date.fromisoformat, metavar="DATE", help=_both(f"statement_{name}")
        )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=_both("statement_out")
    )
    parser.add_argument("--format", choices=("pdf", "xlsx"), help=_both("statement_format"))


def _bench(commands: _Commands) -> None:
    parser = _command(commands, "bench", "benching", "run_bench")
    parser.add_argument("--entries", type=int, default=10_000_000, help=_both("bench_entries"))
    parser.add_argument("--customers", type=int, default=1_000_000, help=_both("bench_customers"))
    parser.add_argument("--imports", type=int, default=300, help=_both("bench_imports"))
    parser.add_argument("--keep", type=Path, metavar="DIR", help=_both("bench_keep"))
    parser.add_argument("--only", metavar="NAME", help=_both("bench_only"))
    parser.add_argument("--report", type=Path, metavar="FILE", help=_both("bench_report"))
