"""The scenarios of the school's own posts, from post to severity, who is told and who never is, and the deadline.

What detectors say is built by hand here; that they say it of such posts is tested with them.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from clocks import FakeClock
from scenario_posts import NEVER, own, told_in_confidence
from settled import said, settled
from stored_cases import stored_case
from thornbeck_hill import at

from data.records import Finding, School
from data.words import Label, Platform
from pipelines.home import Home

# --- 4 A class account names a child, Monday 15:45 --------------------------------------------------------------------


VOLCANO = "Well done Aleksander for his volcano! 🌋 #proud #AleksN"


def test_4_the_owner_of_the_account_has_an_hour(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = at(16, 15, 45)
    found = [said(Label.CHILD_NAMED, "first_name", pupils=("T1",)), said(Label.HASHTAG, pupils=("T1",))]
    reference = settled(home, school, own(VOLCANO, "thornbeckyear4"), *found)
    case = stored_case(home, reference)
    assert (case.severity, case.category, case.due_at) == ("S2", "child_named", at(16, 16, 45))
    assert {"y.frost", "o.drew"} <= told_in_confidence(home)
    assert told_in_confidence(home).isdisjoint(NEVER | {"b.hale", "r.lindqvist", "d.okafor"})


def test_4_the_head_is_told_when_it_happens_again(home: Home, school: School, clock: FakeClock) -> None:
    for number in range(2):
        settled(home, school, own(VOLCANO, "thornbeckyear4", number), said(Label.CHILD_NAMED, pupils=("T1",)))
        assert ("r.lindqvist" in told_in_confidence(home)) is (number == 1)
        clock.move(days=2)


def test_4_a_protected_child_is_for_now_and_for_the_safeguarding_lead(
    home: Home, school: School, clock: FakeClock
) -> None:
    clock.now = at(16, 15, 45)
    reference = settled(
        home, school, own("Well done Rowan!", "thornbeckyear4"), said(Label.CHILD_NAMED, pupils=("T5",))
    )
    assert (stored_case(home, reference).severity, stored_case(home, reference).due_at) == ("S1", at(16, 16, 0))
    assert {"d.okafor", "y.frost", "o.drew"} <= told_in_confidence(home)


# --- 5 A group picture ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "severity", "due", "dsl"),
    [
        pytest.param(said(Label.CONSENT_UNDECLARED), "S2", at(16, 16, 45), False, id="nobody said who is in it"),
        pytest.param(said(Label.CONSENT_MISSING, pupils=("T6",)), "S2", at(16, 16, 45), False, id="a child without permission"),
        pytest.param(said(Label.CONSENT_MISSING, pupils=("T5",)), "S1", at(16, 16, 0), True, id="a protected child"),
    ],
)  # fmt: skip
def test_5_a_picture_that_was_not_declared_is_held(
    home: Home, school: School, clock: FakeClock, *, found: Finding, severity: str, due: datetime, dsl: bool
) -> None:
    clock.now = at(16, 15, 45)
    reference = settled(home, school, own("Year 2 trip!", "thornbeckhill", platform=Platform.INSTAGRAM), found)
    assert (stored_case(home, reference).severity, stored_case(home, reference).due_at) == (severity, due)
    assert {"s.marlowe", "o.drew"} <= told_in_confidence(home)
    assert ("d.okafor" in told_in_confidence(home)) is dsl


# --- 7 A repeated picture ---------------------------------------------------------------------------------------------


def test_7_what_we_repeat_is_judged_as_ours(home: Home, school: School, clock: FakeClock) -> None:
    clock.now = at(16, 15, 45)
    reference = settled(home, school, own("RT", "thornbeckyear6"), said(Label.CHILD_NAMED, "full_name", pupils=("T3",)))
    assert (stored_case(home, reference).severity, stored_case(home, reference).due_at) == ("S2", at(16, 16, 45))
    assert {"b.hale", "o.drew"} <= told_in_confidence(home)
    assert "y.frost" not in told_in_confidence(home)
