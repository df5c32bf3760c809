"""The outbox as people see it: a failed delivery is shown, and a case's subject learns nothing."""

from __future__ import annotations

import pytest
from opened_cases import mention, open_case, said
from seats import labels, press, seated, words

from data.store import outbox, schools
from data.store.tables import CaseRow
from data.words import Label
from pipelines.home import Home


@pytest.fixture
def reference(home: Home) -> str:
    """A case that keeps the head out, with an alert that was sent and one that failed for good."""
    reference = open_case(home, mention("1", "the head did it"), said(Label.DEFAMATORY), denied=("h.ashdown",))
    with home.store.writing() as session:
        case = session.query(CaseRow).one()
        for username in ("k.boateng", "p.adeyemi"):
            person = schools.person(session, home.school_id, username)
            assert person is not None
            outbox.queue(
                session,
                home.school_id,
                case_id=case.id,
                person_id=person.id,
                channel="email",
                recipient=person.email,
                subject="-",
                body="-",
                dedupe_key=username,
                now=home.clock(),
            )
        first, second = outbox.claim(session, home.school_id, limit=2, now=home.clock())
        outbox.sent(session, first.id, now=home.clock())
        outbox.failed(session, second.id, error="the mail server refused the address", permanent=True, now=home.clock())
    return reference


def test_who_was_told_and_who_was_not(home: Home, reference: str) -> None:
    at = seated("k.boateng", "alerts")
    assert not at.exception
    shown = words(at)
    for part in (
        reference,
        "k.boateng, by email",
        "Sent",
        "p.adeyemi, by email",
        "Failed, will not be tried again",
        "the mail server refused the address",
        "1 alert was not delivered",
    ):
        assert part in shown, part


def test_a_filter(home: Home, reference: str) -> None:
    at = seated("k.boateng", "alerts")
    at.pills(key="alerts").set_value(["sent"]).run()
    assert at.query_params == {"alerts": "sent"}
    assert "k.boateng, by email" in words(at)
    assert "p.adeyemi, by email" not in words(at)


def test_a_page_that_is_no_longer_there_is_the_last_one(home: Home, reference: str) -> None:
    at = seated("k.boateng", "alerts")
    at.session_state["alerts-page"] = 2
    shown = words(at.run())
    assert reference in shown
    assert "No alert here" not in shown


def test_the_case_is_one_press_away(home: Home, reference: str) -> None:
    at = press(seated("k.boateng", "alerts"), "Open case")
    assert at.query_params["ref"] == reference


def test_its_subject_does_not_learn_that_an_alert_went_out(home: Home, reference: str) -> None:
    shown = words(seated("h.ashdown", "alerts"))
    assert reference not in shown
    assert "No alert here" in shown
    assert "not delivered" not in shown


def test_ict_sees_that_delivery_fails_and_of_which_case_it_does_not(home: Home, reference: str) -> None:
    at = seated("r.desai")
    assert "Alerts do not reach everybody: the mail server refused the address." in words(at)
    assert reference not in words(at)
    assert "Open case" not in labels(at)


def test_those_not_delivered_are_one_press_away(home: Home, reference: str) -> None:
    at = press(seated("k.boateng", "alerts"), "Show those not delivered")
    assert not at.exception
    assert "p.adeyemi, by email" in words(at)
    assert "k.boateng, by email" not in words(at)


def test_whoever_is_kept_from_a_case_is_not_named_and_nobody_is_asked_to_tell_them(home: Home, reference: str) -> None:
    with home.store.writing() as session:
        case = session.query(CaseRow).one()
        head = schools.person(session, home.school_id, "h.ashdown")
        assert head is not None
        outbox.queue(
            session, home.school_id, case_id=case.id, person_id=head.id, channel="email", recipient=head.email,
            subject="-", body="-", dedupe_key="head", now=home.clock(),
        )  # fmt: skip
        outbox.keep_from(session, case.id, [head.id])
    shown = words(seated("k.boateng", "alerts"))
    assert "h.ashdown" not in shown
    assert "somebody who is kept from this case: do not tell them" in shown
    assert "1 alert was not delivered" in shown


def test_what_somebody_acknowledged_before_it_went_out_is_no_trouble(home: Home, reference: str) -> None:
    with home.store.writing() as session:
        case = session.query(CaseRow).one()
        lead = schools.person(session, home.school_id, "k.boateng")
        chair = schools.person(session, home.school_id, "p.adeyemi")
        assert lead is not None
        assert chair is not None
        outbox.queue(
            session, home.school_id, case_id=case.id, person_id=chair.id, channel="email", recipient=chair.email,
            subject="-", body="-", dedupe_key=f"again{outbox.CHASE}1", now=home.clock(),
        )  # fmt: skip
        outbox.acknowledge(session, case.id, lead.id)
    shown = words(seated("k.boateng", "alerts"))
    assert "Not needed any more" in shown
    assert "1 alert was not delivered" in shown
