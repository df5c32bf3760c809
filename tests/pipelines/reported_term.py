"""A term of cases, and the reports that are written of it."""

from __future__ import annotations

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta

from clocks import FakeClock
from documents import URL
from opened_cases import mention, open_case, said
from stored_cases import close

from casework.ladder import Rung
from data.removal_words import Filer, Ground, PackRoute, ReportKind, RequestOutcome, Subject
from data.store.tables import RunRow
from data.words import CloseReason, Label, Platform, Severity
from pipelines.cases import show_case
from pipelines.home import Home
from pipelines.removal import draft_request, escalate, note_answer, note_sent
from pipelines.reports import make_report

WORDS = [
    "apple", "river", "stone", "window", "garden", "paper", "yellow", "market", "winter", "candle", "bridge",
    "orange", "school", "morning", "pocket", "silver", "travel", "kitchen", "dragon", "tunnel", "button", "forest",
    "letter", "mirror", "pencil", "rocket", "spider", "ticket", "velvet", "wagon", "zebra", "anchor", "basket",
    "camera", "desert", "engine", "feather", "guitar", "hammer", "island", "jacket", "kettle", "ladder", "magnet",
    "needle", "ocean", "parcel", "quarry", "ribbon", "saddle", "tractor", "umbrella", "violin", "whistle", "acorn",
    "biscuit", "carpet", "dolphin", "elbow", "funnel", "glacier", "helmet", "insect", "jungle", "kitten", "lemon",
    "meadow",
]  # fmt: skip
"""Of which texts are made that are about nothing, and unlike one another."""
TERM = (date(2026, 9, 1), date(2026, 12, 31))


def report(home: Home, kind: str, form: str = "csv", viewer: str = "k.boateng") -> bytes:
    return make_report(home=home, viewer=viewer, kind=ReportKind(kind), begin=TERM[0], end=TERM[1], form=form)


def rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def removed(home: Home, clock: FakeClock, case: str, hours: float) -> None:
    who = {"home": home, "viewer": "k.boateng", "reference": case}
    number = draft_request(
        **who,
        route="tiktok-impersonation",
        ground=Ground.IMPERSONATION,
        subject=Subject.STAFF,
        filer=Filer.SCHOOL,
        text="x",
    )
    note_sent(**who, request=number, platform_reference="=cmd()")
    clock.move(hours=hours)
    note_answer(**who, request=number, outcome=RequestOutcome.REMOVED)


def a_term(home: Home, clock: FakeClock) -> None:
    """Twelve cases of reputation, six of impersonation with a removal each, two about safeguarding, runs of a source."""
    people = ("Maisie Trevanion", "Aleksander Nowakowski")
    for number in range(20):
        label = Label.SAFEGUARDING if number < 2 else Label.IMPERSONATION if number < 8 else Label.ABUSIVE
        severity = Severity.S1 if number < 2 else Severity.S2 if number < 8 else Severity.S3
        platform = Platform.TIKTOK if number < 8 else Platform.X
        rest = " ".join(random.Random(number).sample(WORDS, 14))
        text = f"{people[number % 2]} {rest}"
        case = open_case(home, mention(f"n{number}", text, platform, url=URL), said(label), severity=severity)
        clock.move(hours=1)
        show_case(home=home, viewer="k.boateng", reference=case)
        if 2 <= number < 8:
            removed(home, clock, case, 10)
        if number >= 14:
            reason = CloseReason.FALSE_ALARM if number % 2 else CloseReason.REPLIED
            close(home, case, reason=reason)
    begun = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
    with home.store.writing() as session:
        for hour, status in enumerate(["ok", "unavailable", "unavailable", "unavailable", "ok", "ok"]):
            at = begun + timedelta(hours=hour)
            session.add(
                RunRow(
                    school_id=home.school_id, source="mumsnet", status=status, detail=None, started_at=at,
                    finished_at=at, counts={},
                )
            )  # fmt: skip


def stepped(home: Home, case: str) -> None:
    escalate(
        home=home, viewer="k.boateng", reference=case, rung=Rung.INTERNAL, route=PackRoute.LADO,
        outcome="advised", authority_reference="LADO-4471", left_out={Rung.PROTECT: "nobody is in danger"},
    )  # fmt: skip
