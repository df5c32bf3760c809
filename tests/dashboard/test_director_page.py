"""The director's page: breaches on the viewer's platforms only, the most pressing first, to acknowledge; audits to sign."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clocks import FakeClock
from owned_breaches import breach, ran
from seats import labels, press, seated, words
from sqlalchemy import select

from data.errors import InputError
from data.store.own_post_tables import BreachRow, OwnAuditRow
from data.store.tables import AuditRow, CaseRow
from data.words import BreachOutcome, Platform, Role
from pipelines.breach_log import breach_log, say_outcome
from pipelines.director import screen
from pipelines.home import Home
from pipelines.people import add_person


def test_who_lands_here_sees_breaches_with_owner_clock_and_outcome(home: Home) -> None:
    reference = breach(home, "1")
    at = seated("g.thornhill")
    assert not at.exception
    assert [title.value for title in at.title] == ["Director"]
    shown = words(at)
    for part in (reference, "Child named in our post", "owner l.pemberton", "No outcome yet", "First look due"):
        assert part in shown, part
    assert "words of 1" not in shown
    assert "No audit has run yet" in shown


def test_before_the_first_audit_nothing_is_called_in_order(home: Home) -> None:
    shown = words(seated("g.thornhill"))
    assert "Nothing of ours was audited yet" in shown
    assert "keeps to the rules" not in shown


def test_nothing_waits_and_every_audit_is_signed(home: Home) -> None:
    ran(home)
    at = press(seated("g.thornhill"), "Sign off")
    assert not at.exception
    for part in ("No breach waits", "Every audit is signed", "Audits to sign: 0", "Breaches without outcome: 0"):
        assert part in words(at), part


def test_a_clock_that_has_run_out_is_said_and_stands_first(home: Home, earlier: FakeClock) -> None:
    earlier.move(hours=-30)
    late = breach(home, "1")
    earlier.move(hours=29, minutes=30)
    breach(home, "2")
    at = seated("g.thornhill")
    assert "Clock has run out: 1" in words(at)
    assert at.button(key="open-0").click().run().query_params["ref"] == late


def test_acknowledging_stops_the_first_clock_and_leaves_the_72_hours(home: Home) -> None:
    reference = breach(home, "1")
    at = press(seated("g.thornhill"), "Acknowledge")
    assert not at.exception
    assert "Acknowledge" not in labels(at)
    assert "Not acknowledged: 0" in words(at)
    with home.store.reading() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.reference == reference)).one()
        exposed = session.scalars(select(BreachRow.child_exposed)).one()
        assert case.acknowledged_by == "g.thornhill"
    assert ("The DPO decides by" in words(at)) is exposed


def test_what_was_settled_goes_below_with_its_outcome(home: Home) -> None:
    settled, waiting = breach(home, "1"), breach(home, "2")
    say_outcome(
        home=home, viewer="g.thornhill", reference=settled, outcome=BreachOutcome.EDITED, words="The name is gone"
    )
    found = screen(home=home, viewer="g.thornhill").breaches
    assert [line.reference for line in found] == [waiting, settled]
    assert "Edited, so that it keeps to the rules" in words(seated("g.thornhill"))


def test_a_platform_owner_sees_their_platforms_alone(home: Home) -> None:
    on_x, on_instagram = breach(home, "1"), breach(home, "2", platform=Platform.INSTAGRAM)
    for username in ("o.one", "o.none"):
        add_person(
            home=home, username=username, display_name=username, email=None, roles=[Role.PLATFORM_OWNER], actor="test"
        )
    policy = home.config.policy.model_copy(update={"platform_owners": {"instagram": "o.one"}})
    home = replace(home, config=home.config.model_copy(update={"policy": policy}))
    mine = screen(home=home, viewer="o.one")
    assert [line.reference for line in mine.breaches] == [on_instagram]
    assert screen(home=home, viewer="o.none").breaches == ()
    assert {line.reference for line in screen(home=home, viewer="g.thornhill").breaches} == {on_x, on_instagram}


def test_its_subject_learns_nothing_of_a_breach(home: Home) -> None:
    reference = breach(home, "1", denied=("g.thornhill",))
    at = seated("g.thornhill")
    assert reference not in words(at)
    assert "Breaches without outcome: 0" in words(at)


def test_nor_from_the_breach_log(home: Home) -> None:
    mine, hidden = breach(home, "1"), breach(home, "2", denied=("g.thornhill",))
    assert [line.case for line in breach_log(home=home, viewer="g.thornhill")] == [mine]
    assert [line.case for line in breach_log(home=home, viewer="k.boateng")] == [mine, hidden]


@pytest.mark.parametrize("username", ["l.pemberton", "k.boateng", "s.marsh", "r.desai", "stranger"])
def test_other_roles_have_no_such_screen(home: Home, username: str) -> None:
    with pytest.raises(InputError):
        screen(home=home, viewer=username)


def test_an_audit_with_exceptions_needs_words(home: Home) -> None:
    number = ran(home, "1 picture was not read")
    at = seated("g.thornhill")
    assert "1 picture was not read" in words(at)
    press(at, "Sign off")
    assert "say in a few words" in words(at)
    at.text_area(key=f"director-words-{number}").set_value("Looked at by hand").run()
    press(at, "Sign off")
    with home.store.reading() as session:
        assert [row.signed_by for row in session.scalars(select(OwnAuditRow))] == ["g.thornhill"]


def test_being_shown_a_breach_is_recorded_once_a_session(home: Home) -> None:
    reference = breach(home, "1")
    seated("g.thornhill").run()
    with home.store.reading() as session:
        lines = [row.details for row in session.scalars(select(AuditRow)) if row.action == "breaches:viewed"]
    assert lines == [{"cases": [reference]}]
