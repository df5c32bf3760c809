"""People of different roles at the dashboard at the same moment: nobody is sent a case that is not there for them."""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import replace
from typing import Any

from opened_cases import mention, open_case, said
from seats import session_of
from sqlalchemy import select
from streamlit_client import Sitter

from dashboard.door.cookies import Cookies
from data.store.tables import CaseRow
from data.words import Label, Severity
from pipelines.cases import list_cases
from pipelines.home import Home, wall_clock
from pipelines.seeing import visible

PEOPLE = ("l.pemberton", "k.boateng", "h.ashdown", "g.thornhill", "r.desai", "s.marsh")
LABELS = (Label.ABUSIVE, Label.SAFEGUARDING, Label.STAFF_ALLEGATION, Label.DEFAMATORY, Label.CONSENT_MISSING)
REFERENCE = re.compile(rb"GN-[2-9A-Z]{4}-[2-9A-Z]{4}")
TURNS = 3


def secret(number: int) -> str:
    return " ".join(hashlib.sha256(f"{number} {place}".encode()).hexdigest()[:9] for place in range(5))


def cases(home: Home) -> dict[str, str]:
    """Open cases that different people may see, some kept from one of them; return the words of each."""
    found = {}
    for number in range(20):
        denied = (PEOPLE[number % 3],) if number % 4 == 0 else ()
        label = LABELS[number % len(LABELS)]
        text = secret(number)
        found[open_case(home, mention(str(number), text), said(label), severity=Severity.S2, denied=denied)] = text
    return found


def test_nobody_is_sent_what_another_may_see(served: Any) -> None:
    home = served.home
    words = cases(home)
    name = Cookies(home.config.dashboard).name("session")
    sitters: dict[str, Sitter] = {}
    failures: list[BaseException] = []
    together = threading.Barrier(len(PEOPLE))

    def work(person: str) -> None:
        try:
            with Sitter(served.url, f"{name}={session_of(replace(home, clock=wall_clock), person)}") as one:
                sitters[person] = one
                mine = [case.reference for case in list_cases(home=home, viewer=person, limit=100).cases]
                theirs = [reference for reference in words if reference not in mine]
                for turn in range(TURNS):
                    together.wait(60)
                    one.visit("queue")
                    if "Show text" in one.buttons:
                        one.press("Show text")
                    if "Next" in one.buttons:
                        one.press("Next")
                    # The address of a case that is not there for them is asked for as well.
                    one.visit("case", f"ref={theirs[turn % len(theirs)]}" if theirs else "")
                    one.visit("today")
        except BaseException as error:  # noqa: BLE001 - a thread's failure must reach the test
            failures.append(error)
            together.abort()

    threads = [threading.Thread(target=work, args=(person,)) for person in PEOPLE]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sum(shown_to(home, person, one, words) for person, one in sitters.items()) > len(PEOPLE)


def shown_to(home: Home, person: str, one: Sitter, words: dict[str, str]) -> int:
    """Return how many of their own cases somebody was shown; fail when they were sent the words of another."""
    with home.store.reading() as session:
        seen = set(session.scalars(select(CaseRow.reference).where(*visible(session, home, person))))
    received = bytes(one.received)
    for reference, text in words.items():
        if reference not in seen:
            assert text.encode() not in received, f"{person} was sent the words of a case that is not theirs"
    return len({found.decode() for found in REFERENCE.findall(received)} & seen)
