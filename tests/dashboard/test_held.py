"""What the page of a case says of a hold, and who decides about it there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from opened_cases import mention, open_case, said
from seats import labels, press, seated, words

from casework import legal_hold
from data.removal_words import HoldGround
from data.store.retention_tables import LegalHoldRow
from data.store.tables import CasePostRow, CaseRow
from data.words import Label
from pipelines.home import Home
from pipelines.legal_holds import list_holds

DSL, HEAD = "k.boateng", "h.ashdown"


@pytest.fixture
def reference(home: Home) -> str:
    found = open_case(home, mention("1", "He hit my son at Larkmere"), said(Label.STAFF_ALLEGATION))
    with home.store.writing() as session:
        case = session.query(CaseRow).one()
        post = session.query(CasePostRow).one()
        legal_hold.hold(
            session,
            home.cipher,
            case,
            post.post_id,
            ground=HoldGround.STAFF_ALLEGATION,
            actor="goodname",
            now=home.clock(),
        )
    return found


def test_the_ground_and_the_time_are_said_and_only_the_lead_decides(reference: str) -> None:
    shown = words(seated(DSL, "case", ref=reference))
    assert "An allegation about an adult who works with children" in shown
    assert "confirms or lifts it by" in shown
    assert {"Confirm", "Lift"} <= set(labels(seated(DSL, "case", ref=reference)))
    at = seated(HEAD, "case", ref=reference)
    assert "Held" in words(at)
    assert not {"Confirm", "Lift"} & set(labels(at))


def test_a_decision_wants_a_reason_and_is_recorded(home: Home, reference: str) -> None:
    at = press(seated(DSL, "case", ref=reference), "Confirm")
    assert "Say why" in words(at)
    at.text_input(key=f"hold-why-{reference}").input("The LADO has asked for it")
    at = press(at, "Confirm")
    assert "has confirmed it" in words(at)
    assert list_holds(home=home, viewer=DSL)[0].decide_by is None


def test_a_late_decision_is_said(home: Home, reference: str) -> None:
    with home.store.writing() as session:
        session.query(LegalHoldRow).one().set_at -= timedelta(hours=22)
    assert "That is overdue" in words(seated(DSL, "case", ref=reference))


def test_a_case_without_a_hold_says_nothing_of_it(home: Home) -> None:
    found = open_case(home, mention("1", "You idiots at Larkmere"), said(Label.ABUSIVE, subtype="insult"))
    assert "Held" not in words(seated(DSL, "case", ref=found))
