"""The command line: `python -m pointbook [--book PATH] [--lang zh|en] COMMAND …`.

Every command lives in a module of commands/ that is imported when it runs, so that --help is quick.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from pointbook.errors import PointbookError
from pointbook.settings import book_path, proxies
from pointbook.texts import Language, error_text, say

FAILED, INTERRUPTED = 1, 130
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
        _serve,
        _sample,
        _import,
        _undo,
        _ask,
        _expire,
        _verify,
        _backup,
        _restore,
        _user,
        _bench,
    ):
        add(commands)
    return parser


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the line break between the two languages."""


# argparse has no public name for what add_subparsers returns.
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(commands: _Commands, name: str, module: str, run: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=_both(f"command_{name}"), description=_both(f"command_{name}", "\n"),
        formatter_class=_Formatter,
    )  # fmt: skip
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
    parser = _command(commands, "import", "importing", "import_file")
    parser.add_argument("file", type=Path, metavar="FILE", help=_both("file"))
    parser.add_argument("--kind", choices=("customers", "points"), help=_both("kind"))
    parser.add_argument(
        "--map", action="append", default=[], metavar="field=column", type=_pair, help=_both("map")
    )
    parser.add_argument("--source", help=_both("source"))
    for name in ("sheet", "member", "encoding", "delimiter"):
        parser.add_argument(f"--{name}", help=_both(name))
    parser.add_argument("--header-row", type=int, metavar="ROW", help=_both("header_row"))
    parser.add_argument("--header-lines", type=int, metavar="LINES", help=_both("header_lines"))
    parser.add_argument("--dry-run", action="store_true", help=_both("dry_run"))
    parser.add_argument("--all-or-nothing", action="store_true", help=_both("all_or_nothing"))


def _undo(commands: _Commands) -> None:
    parser = _command(commands, "undo", "importing", "undo_batch")
    parser.add_argument("batch", type=int, metavar="BATCH", help=_both("batch"))


def _ask(commands: _Commands) -> None:
    parser = _command(commands, "ask", "asking", "ask_question")
    parser.add_argument("query", nargs="?", metavar="QUERY", help=_both("query"))
    parser.add_argument(
        "--param", action="append", default=[], metavar="k=v", type=_pair, help=_both("param")
    )
    parser.add_argument("--format", choices=("table", "csv", "json", "xlsx"), help=_both("format"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=_both("out"))


def _expire(commands: _Commands) -> None:
    parser = _command(commands, "expire", "keeping", "expire_points")
    parser.add_argument("--as-of", metavar="DATE", help=_both("as_of"))


def _verify(commands: _Commands) -> None:
    _command(commands, "verify", "keeping", "verify_book")


def _backup(commands: _Commands) -> None:
    parser = _command(commands, "backup", "keeping", "back_up")
    parser.add_argument("target", type=Path, metavar="FILE", help=_both("backup_file"))


def _restore(commands: _Commands) -> None:
    parser = _command(commands, "restore", "keeping", "restore_backup")
    parser.add_argument("backup", type=Path, metavar="FILE", help=_both("restore_file"))


def _user(commands: _Commands) -> None:
    parser = _command(commands, "user", "peopling", "manage_users")
    parser.add_argument("action", choices=USER_ACTIONS, help=_both("user_action"))
    parser.add_argument("user", nargs="?", metavar="NAME", help=_both("user_name"))
    parser.add_argument("--role", metavar="ROLE", help=_both("user_role"))
    parser.add_argument("--full-name", metavar="TEXT", help=_both("user_full_name"))


def _bench(commands: _Commands) -> None:
    parser = _command(commands, "bench", "benching", "run_bench")
    parser.add_argument("--entries", type=int, default=10_000_000, help=_both("bench_entries"))
    parser.add_argument("--customers", type=int, default=1_000_000, help=_both("bench_customers"))
    parser.add_argument("--imports", type=int, default=300, help=_both("bench_imports"))
    parser.add_argument("--keep", type=Path, metavar="DIR", help=_both("bench_keep"))
    parser.add_argument("--only", metavar="NAME", help=_both("bench_only"))
    parser.add_argument("--report", type=Path, metavar="FILE", help=_both("bench_report"))


def _pair(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name:
        raise argparse.ArgumentTypeError(f"name=value: {text}")
    return name.strip(), value
