"""The paths around the points: who may do what, what is kept beside the book, copies and their return."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from pointbook.access import Actor, Limits, Origin, Right
from pointbook.backups.secret import SECRET
from pointbook.errors import InsufficientPoints, NotPermitted
from pointbook.imports.profiles import Profile
from pointbook.imports.watching import Watch
from tests.torture.pen import DOORKEEPER, NUMBERS, PASSWORD, Pen

LOCK = "a secret that locks copies"
DAILY = Actor("daily", frozenset({Right.BACKUP}), origin=Origin("daily"))
"""Who makes the daily backup, as the server says it; the server itself takes too long to load."""


class House(Pen):
    """Every way of writing that leaves the points alone, or all of them at once."""

    # Customers and who looks at them -------------------------------------------------------

    def edit_customer(self) -> None:
        request = self.request()
        city = f"城{self.dice.randrange(10**6)}"
        self.book.customers.edit(
            self.dice.choice(NUMBERS), city=city, actor="t", request_id=request
        )
        self.say("edit", request)

    def erase(self) -> None:
        """Somebody who came for this, with points and a note; both commands are proved."""
        number, request = f"X{self.dice.randrange(10**9)}", self.request()
        self.book.customers.add(number, name="要忘记的人", phone="13900001111", actor="t")
        self.book.ledger.earn(number, 5, note="一句话", actor="t")
        self.book.customers.erase(number, reason="asked", actor="t", request_id=request)
        self.say("erase", request)

    def person(self) -> None:
        request, name = self.request(), f"u{self.dice.randrange(10**9)}"
        self.book.access.add(name, role="administrator", actor="t", request_id=request)
        self.say("user", request)
        changed = self.request()
        self.book.access.change(name, is_active=False, actor="t", request_id=changed)
        self.say("user", changed)

    def role(self) -> None:
        rights = frozenset(self.dice.sample(list(Right), 4))
        access = self.book.access
        access.set_role(f"r{self.dice.randrange(9)}", rights, Limits(), actor="t")
        self.say("role")
        access.add_department(f"d{self.dice.randrange(10**9)}", actor="t")
        self.say("role")

    def review(self) -> None:
        request, audit = self.request(), self.book.audit
        audit.sign_review(audit.grants(actor="t"), actor="t", request_id=request)
        self.say("review", request)

    def sign_in(self) -> None:
        """A session of the keyring is there as soon as the browser has it."""
        signed_in = self.book.access.door.sign_in(DOORKEEPER, PASSWORD, address="127.0.0.1")
        self.say("sign-in", f"session:{signed_in.token}")

    def trace(self) -> None:
        looker, traces = Actor("looker"), self.book.traces
        traces.exported(actor=looker, what="customers", rows=3)
        traces.looked_at(self.dice.choice(NUMBERS), actor=looker)
        traces.flush()
        self.say("trace")

    def refused(self) -> None:
        """Refusals are kept, and take no request away: it does what it could not, once there is enough."""
        number, ledger, request = self.dice.choice(NUMBERS), self.book.ledger, uuid.uuid4().hex
        there = ledger.balance(number)
        needed = there.available + 1_000
        nobody = Actor("nobody", frozenset())
        for attempt, refusal in (
            (lambda: ledger.redeem(number, needed, actor="t", request_id=request), InsufficientPoints),
            (lambda: ledger.earn(number, 1, actor=nobody), NotPermitted),
        ):  # fmt: skip
            try:
                attempt()
            except refusal:
                continue
            raise AssertionError(f"not refused: {refusal}")
        self.say("refused")
        ledger.earn(number, there.debt + 1_000, actor="t")
        ledger.redeem(number, needed, actor="t", request_id=request)
        self.say("retry", request)

    # Files beside the book -------------------------------------------------------------------

    def profile(self) -> None:
        self.keep_profile(f"p{self.dice.randrange(20)}")
        self.say("profile")

    def keep_profile(self, name: str) -> None:
        text = "会员号,时间,积分,单号\n001,2026-01-01,5,W1\n"
        draft = self.book.imports.read(text.encode(), filename="a.csv")
        kept = Profile.of(name, draft.mapped(), draft.columns)
        self.book.imports.profiles.save(kept, actor="t", request_id=self.request())

    def watch(self) -> None:
        """A file put into a watched folder; the first look only notes how long it is."""
        folder = self.folder / "inbox"
        folder.mkdir(exist_ok=True)
        if "watched" not in self.book.imports.profiles.list()["name"]:
            self.keep_profile("watched")
        name = f"w{self.dice.randrange(10**9)}"
        rows = [f"{number},2026-01-05,5,{name}-{number}" for number in NUMBERS[:9]]
        text = "\n".join(["会员号,时间,积分,单号", *rows])
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        watch = Watch(self.book, folder, "watched", actor="t")
        watch.look()
        for arrival in watch.look():
            assert arrival.state != "refused", arrival
            if arrival.run is not None:
                self.say("watch", f"batch-{arrival.run.batch_id}")

    def unfinished(self) -> None:
        """An upload that nobody posts, kept beside the book until it is given up."""
        records = self.book.imports.records
        record = records.start("会员号,积分\n001,5\n".encode(), "later.csv", "t")
        if self.dice.random() < 0.5:
            records.discard(record)
        self.say("unfinished")

    # Copies ----------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        assert self.book.path is not None
        return self.book.path.parent

    def backup(self) -> None:
        """By a person or the daily one, locked or not."""
        print("unshelving", flush=True)
        for old in self.book.backups.on_shelf():
            old.path.unlink(missing_ok=True)  # a shelf has names for one backup a second
        if self.dice.random() < 0.5:
            os.environ[SECRET] = LOCK
        try:
            made = self.book.backups.make(actor=self.dice.choice(("t", DAILY)))
        finally:
            os.environ.pop(SECRET, None)
        self.say("backup", made.name)

    def restore(self) -> None:
        shelf = self.book.backups.on_shelf()
        if shelf:
            request = self.request()
            held = shelf[0].content
            if held is None:  # killed between the backup and its note
                return
            print("restoring", held.link_id, held.chain, flush=True)
            os.environ[SECRET] = LOCK
            try:
                self.book.backups.restore(shelf[0].name, actor="t", request_id=request)
            finally:
                os.environ.pop(SECRET, None)
            self.say("restore", request)
