"""A permission is a decision with a date: what holds on which day, and what a new file adds to the history."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from data.records import PermissionDecision, Pupil, StaffMember
from data.registers.permissions import Rules, allowed, as_of, history, withdrawn
from data.registers.roll_age import Light, roll_age
from data.words import PermissionStatus

GIVEN, REFUSED, PENDING, WITHDRAWN = (
    PermissionStatus.GIVEN,
    PermissionStatus.REFUSED,
    PermissionStatus.PENDING,
    PermissionStatus.WITHDRAWN,
)
TODAY = date(2026, 11, 9)


def said(status: PermissionStatus, since: date | None = None, until: date | None = None) -> PermissionDecision:
    return PermissionDecision("social_media", status, since, until)


def pupil(*decisions: PermissionDecision, **fields: object) -> Pupil:
    return Pupil("p1", "Maisie", "Trevanion", decisions=decisions, **fields)  # type: ignore[arg-type]


ENDS, COVERED = Rules("ends"), Rules("covered")


@pytest.mark.parametrize(
    ("who", "rules", "yes", "why"),
    [
        pytest.param(pupil(), ENDS, False, "nothing has been decided", id="nothing decided"),
        pytest.param(pupil(permissions={"social_media": True}), ENDS, True, "register says", id="a bare register"),
        pytest.param(pupil(said(GIVEN, date(2026, 9, 1))), ENDS, True, "01 September 2026", id="given"),
        pytest.param(pupil(said(GIVEN, date(2026, 11, 9))), ENDS, True, "given", id="given today"),
        pytest.param(pupil(said(GIVEN, date(2026, 11, 10))), ENDS, False, "nothing", id="given from tomorrow"),
        pytest.param(pupil(said(REFUSED, date(2026, 9, 1))), ENDS, False, "refused", id="refused"),
        pytest.param(pupil(said(PENDING)), ENDS, False, "no answer", id="pending"),
        pytest.param(pupil(said(GIVEN, date(2025, 9, 1)), said(WITHDRAWN, date(2026, 10, 1))), ENDS, False, "withdrawn", id="withdrawn"),
        pytest.param(pupil(said(WITHDRAWN, date(2025, 10, 1)), said(GIVEN, date(2026, 9, 1))), ENDS, True, "given", id="given again"),
        pytest.param(pupil(said(GIVEN, date(2026, 9, 1)), said(WITHDRAWN, date(2026, 9, 1))), ENDS, False, "withdrawn", id="of one day the later note holds"),
        pytest.param(pupil(said(GIVEN, date(2026, 9, 1), date(2026, 11, 8))), ENDS, False, "expired", id="expired yesterday"),
        pytest.param(pupil(said(GIVEN, date(2026, 9, 1), date(2026, 11, 9))), ENDS, True, "given", id="holds to the last day"),
        pytest.param(pupil(said(GIVEN), leaver_date=date(2026, 7, 20)), ENDS, False, "has left", id="left"),
        pytest.param(pupil(said(GIVEN), leaver_date=date(2026, 7, 20)), COVERED, True, "given", id="left, and covered"),
        pytest.param(pupil(said(GIVEN), leaver_date=date(2026, 11, 9)), ENDS, True, "given", id="the last day"),
        pytest.param(pupil(said(GIVEN), protected=True), ENDS, False, "safety matter", id="protected"),
        pytest.param(pupil(said(GIVEN, date(2025, 6, 1))), Rules("ends", 9), True, "given", id="not confirmed, reminded"),
        pytest.param(pupil(said(GIVEN, date(2025, 6, 1))), Rules("ends", 9, overdue_is_no=True), False, "not confirmed", id="not confirmed, no"),
        pytest.param(StaffMember("Owen Pryce", decisions=(said(GIVEN),)), ENDS, True, "given", id="staff who agreed"),
        pytest.param(StaffMember("Owen Pryce"), ENDS, False, "nothing", id="staff never asked"),
    ],
)  # fmt: skip
def test_what_holds_on_a_day(who: Pupil | StaffMember, rules: Rules, yes: bool, why: str) -> None:
    answer = allowed(who, "social_media", on=TODAY, rules=rules)
    assert answer.yes is yes
    assert why in answer.why


def test_a_protected_child_is_a_hold_to_comms_and_may_be_shown_inside_school() -> None:
    child = pupil(PermissionDecision("display", GIVEN), said(GIVEN), protected=True)
    assert allowed(child, "social_media", on=TODAY).shown_to_comms == "hold"
    assert allowed(child, "display", on=TODAY).shown_to_comms == "yes"
    assert allowed(pupil(said(REFUSED)), "social_media", on=TODAY).shown_to_comms == "hold"


@pytest.mark.parametrize(
    ("since", "due"),
    [
        pytest.param(date(2026, 9, 2), False, id="this year"),
        pytest.param(date(2026, 7, 10), False, id="early for this year"),
        pytest.param(date(2025, 9, 2), True, id="last year"),
    ],
)
def test_the_annual_form(since: date, due: bool) -> None:
    assert allowed(pupil(said(GIVEN, since)), "social_media", on=TODAY, rules=Rules("ends", 9)).renewal_due is due


@pytest.mark.parametrize(
    ("before", "fresh", "added"),
    [
        pytest.param([], said(GIVEN), [(GIVEN, TODAY)], id="new"),
        pytest.param([], said(PENDING), [], id="new, and nothing said"),
        pytest.param([said(GIVEN, date(2025, 9, 1))], said(GIVEN), [], id="the same"),
        pytest.param([said(GIVEN, date(2025, 9, 1))], said(GIVEN, date(2026, 9, 1)), [(GIVEN, date(2026, 9, 1))], id="renewed"),
        pytest.param([said(GIVEN, date(2025, 9, 1))], said(REFUSED), [(WITHDRAWN, TODAY)], id="no after yes"),
        pytest.param([said(GIVEN, date(2025, 9, 1))], said(PENDING), [(WITHDRAWN, TODAY)], id="blank after yes"),
        pytest.param([said(GIVEN, date(2025, 9, 1))], said(REFUSED, date(2025, 9, 1)), [(WITHDRAWN, TODAY)], id="no, with the old date"),
        pytest.param([said(GIVEN, date(2025, 9, 1))], said(REFUSED, date(2026, 10, 1)), [(WITHDRAWN, date(2026, 10, 1))], id="no, with its date"),
        pytest.param([said(REFUSED, date(2025, 9, 1))], said(REFUSED), [], id="no stays no"),
        pytest.param([said(WITHDRAWN, date(2025, 9, 1))], said(REFUSED), [], id="no after withdrawn is nothing new"),
        pytest.param([said(REFUSED, date(2025, 9, 1))], said(GIVEN), [(GIVEN, TODAY)], id="yes after no"),
    ],
)  # fmt: skip
def test_a_change_adds_a_decision(
    before: list[PermissionDecision], fresh: PermissionDecision, added: list[tuple[PermissionStatus, date]]
) -> None:
    told = history(before, [fresh], on=TODAY, source="test")
    assert list(told[: len(before)]) == before
    assert [(d.status, d.since) for d in told[len(before) :]] == added


def test_a_file_with_its_own_history_adds_nothing_when_it_is_read_again() -> None:
    file = [said(GIVEN, date(2025, 9, 1)), said(WITHDRAWN, date(2024, 3, 1))]
    first = history([], file, on=TODAY, source="test")
    assert [(d.status, d.since) for d in first] == [(WITHDRAWN, date(2024, 3, 1)), (GIVEN, date(2025, 9, 1))]
    assert history(first, file, on=TODAY, source="test") == first


def test_what_was_withdrawn() -> None:
    before, after = pupil(said(GIVEN, date(2025, 9, 1))), pupil(said(GIVEN, date(2025, 9, 1)), said(WITHDRAWN, TODAY))
    assert withdrawn(before, after, on=TODAY) == ("social_media",)
    assert withdrawn(after, after, on=TODAY) == ()
    assert withdrawn(None, after, on=TODAY) == ()
    assert as_of(after, ["social_media", "website"], on=TODAY, rules=ENDS).permissions == {
        "social_media": False,
        "website": False,
    }


@pytest.mark.parametrize(
    ("imported", "today", "light"),
    [
        pytest.param(date(2026, 11, 1), date(2026, 11, 9), Light.GREEN, id="fresh"),
        pytest.param(date(2026, 10, 5), date(2026, 11, 9), Light.GREEN, id="35 days"),
        pytest.param(date(2026, 10, 4), date(2026, 11, 9), Light.AMBER, id="36 days"),
        pytest.param(date(2026, 9, 1), date(2026, 11, 9), Light.AMBER, id="69 days"),
        pytest.param(date(2026, 9, 1), date(2026, 11, 11), Light.RED, id="71 days"),
        pytest.param(date(2026, 8, 31), date(2026, 9, 2), Light.AMBER, id="two days old, of last year"),
        pytest.param(date(2026, 9, 1), date(2026, 9, 2), Light.GREEN, id="renewed on 1 September"),
        pytest.param(date(2026, 8, 31), date(2026, 10, 2), Light.RED, id="still last year's in October"),
        pytest.param(date(2026, 1, 4), date(2026, 1, 31), Light.GREEN, id="in spring the year before counts"),
    ],
)
def test_the_rolls_age(imported: date, today: date, light: Light) -> None:
    assert roll_age(datetime(imported.year, imported.month, imported.day, 12, tzinfo=UTC), today).light is light


def test_no_roll_is_red() -> None:
    assert roll_age(None, TODAY).light is Light.RED
