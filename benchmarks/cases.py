"""How long it takes to list, show and change cases when ten thousand are open: every figure must stay under 200 ms.

`python benchmarks/cases.py [--cases 10000]` prints the slowest of each, in milliseconds; exit 1 when one is too slow.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]

from homes import made_home  # type: ignore[import-not-found]  # noqa: E402 - the path above makes it findable
from sqlalchemy import insert  # noqa: E402 - as above

from casework.cases import new_reference  # noqa: E402 - as above
from casework.likeness import marks, normalised  # noqa: E402 - as above
from data.store.case_tables import TextMarkRow  # noqa: E402 - as above
from data.store.tables import CaseEventRow, CasePostRow, CaseRow, FindingRow, OutboxRow, PostRow  # noqa: E402 - as above
from data.words import CaseStatus, Label, Severity  # noqa: E402 - as above
from pipelines.case_acts import acknowledge, add_note, change_severity, detach, split  # noqa: E402 - as above
from pipelines.cases import change_status, list_cases, show_case  # noqa: E402 - as above
from pipelines.home import Home  # noqa: E402 - as above
from pipelines.remind import remind  # noqa: E402 - as above

LIMIT_MS = 200
ROUNDS = 12
WITH_TWO_POSTS = 1000
NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
WORDS = ("gate", "office", "lunch", "reading", "coach", "parking", "uniform", "letters", "trip", "homework", "assembly")


def fill(home: Home, number: int) -> list[str]:
    """Put `number` open cases with two posts each into the store; return their references."""
    references = [new_reference() for _ in range(number)]
    labels = (Label.ABUSIVE, Label.DEFAMATORY, Label.CHILD_IDENTIFYING, Label.SAFEGUARDING, Label.IMPERSONATION)
    shared = {"school_id": home.school_id}
    second = min(number, WITH_TWO_POSTS)
    cases_of_posts = [*range(number), *range(second)]
    with home.store.writing() as session:
        session.execute(
            insert(PostRow),
            [
                {
                    "platform": "x", "native_id": str(n), "source": "x", "direction": "mention", "text": text_of(n),
                    "on_own_post": False, "thread": str(case), "provenance": "collected", "extras": {},
                    "content_hash": str(n), "version": 1, "examined_version": 1, "collected_at": NOW, **shared,
                }
                for n, case in enumerate(cases_of_posts)
            ],
        )  # fmt: skip
        session.execute(
            insert(CaseRow),
            [
                {
                    "school_id": home.school_id,
                    "reference": reference,
                    "category": labels[n % len(labels)].value,
                    "severity": ("S2", "S3", "S3", "S3")[n % 4],
                    "status": CaseStatus.OPEN.value,
                    "may_be_another_school": False,
                    "has_unread": False,
                    "thread_key": f"x:{n}",
                    "opened_at": NOW - timedelta(minutes=n),
                    "due_at": NOW + timedelta(hours=2),
                    "changed_at": NOW,
                    "chase_at": NOW + timedelta(hours=2),
                    "chase_step": 0,
                    "grown": 0,
                }
                for n, reference in enumerate(references)
            ],
        )
        session.execute(
            insert(CasePostRow),
            [
                {"case_id": case + 1, "post_id": n + 1, "added_at": NOW, **shared}
                for n, case in enumerate(cases_of_posts)
            ],
        )
        session.execute(
            insert(FindingRow),
            [
                {
                    "post_id": n + 1, "label": labels[case % len(labels)].value, "score": 0.9, "level": "alert",
                    "place": "text", "spans": [[0, 4]], "reason": "It says so.", "detector": "benchmark",
                    "detector_version": "1", **shared,
                }
                for n, case in enumerate(cases_of_posts)
            ],
        )  # fmt: skip
        session.execute(
            insert(CaseEventRow),
            [{"case_id": n + 1, "at": NOW, "actor": "goodname", "action": "opened", **shared} for n in range(number)],
        )
        session.execute(
            insert(OutboxRow),
            [
                {
                    "case_id": n + 1, "person_id": 1 + n % 6, "channel": "email", "recipient": "x@example.org",
                    "subject": "s", "body": "b", "dedupe_key": str(n), "status": "sent", "attempts": 1,
                    "created_at": NOW - timedelta(days=1), **shared,
                }
                for n in range(number)
            ],
        )  # fmt: skip
        session.execute(
            insert(TextMarkRow),
            [
                {"post_id": n + 1, "mark": mark, **shared}
                for n in range(len(cases_of_posts))
                for mark in set(marks(normalised(text_of(n))))
            ],
        )
    return references


def text_of(number: int) -> str:
    """Return the words of a post: no two are alike."""
    chosen = " ".join(WORDS[(number * step + step) % len(WORDS)] for step in (1, 3, 5, 7))
    return f"{chosen} {number * 7919:x} {number * 104729:x} {number * 1299709:x} and nobody answers about it"


def slowest(work: Callable[[int], object]) -> float:
    """Return the longest of the rounds after the first, which loads what a process loads once, in milliseconds."""
    times = []
    work(ROUNDS)
    for turn in range(ROUNDS):
        started = time.perf_counter()
        work(turn)
        times.append((time.perf_counter() - started) * 1000)
    return max(times)


def main() -> int:
    """Run the benchmark and print its figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    number = parser.parse_args().cases
    with tempfile.TemporaryDirectory() as folder, made_home(Path(folder), lambda: NOW) as home:
        references = fill(home, number)
        dsl = {"home": home, "viewer": "k.boateng"}
        works: dict[str, Callable[[int], object]] = {
            "list, first page": lambda _turn: list_cases(**dsl),
            "list, last page": lambda _turn: list_cases(**dsl, offset=number - 25),
            "list as comms lead": lambda _turn: list_cases(home=home, viewer="l.pemberton"),
            "list S2 only": lambda _turn: list_cases(**dsl, severities=[Severity.S2]),
            "show": lambda turn: show_case(**dsl, reference=references[turn * 97]),
            "acknowledge": lambda turn: acknowledge(**dsl, reference=references[turn * 89]),
            "note": lambda turn: add_note(**dsl, reference=references[turn * 83], words="rang them"),
            "take in hand": lambda turn: change_status(
                **dsl, reference=references[turn * 79], status=CaseStatus.IN_HAND, words="mine"
            ),
            "raise": lambda turn: change_severity(
                **dsl, reference=references[turn * 71], severity=Severity.S1, words="graver"
            ),
            "split": lambda turn: split(
                **dsl, reference=references[turn * 73 % WITH_TWO_POSTS + 1], numbers=[2], words="no"
            ),
            "detach": lambda turn: detach(
                **dsl, reference=references[turn * 67 % WITH_TWO_POSTS + 2], numbers=[1], words="no"
            ),
            "remind, nothing due": lambda _turn: remind(home=home),
        }
        figures = {}
        for name, work in works.items():
            figures[name] = slowest(work)
            print(f"{name}: {figures[name]:.0f} ms", file=sys.stderr, flush=True)
    print(json.dumps({"cases": number, "slowest_ms": {name: round(ms, 1) for name, ms in figures.items()}}, indent=1))
    return int(any(ms > LIMIT_MS for ms in figures.values()))


if __name__ == "__main__":
    sys.exit(main())
