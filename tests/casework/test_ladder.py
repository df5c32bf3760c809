"""The ladder: no rung is left out silently, and the wait before POSH holds, but not for what cannot wait."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.ladder import Matter, Rung, Taken, check_order, check_wait, lado_target, posh_opens_at, steps
from casework.working_time import LONDON
from data.errors import InputError
from data.words import Label


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


MONDAY = at("2026-11-09 11:00")
ABUSE = Matter(Label.ABUSIVE)
UP_TO_ASK = [Taken(rung) for rung in (Rung.PROTECT, Rung.INTERNAL, Rung.RECORD, Rung.ASK)]


@pytest.mark.parametrize(
    ("matter", "now", "reasons", "allowed"),
    [
        pytest.param(ABUSE, MONDAY, {}, False, id="nothing reported yet"),
        pytest.param(
            Matter(Label.ABUSIVE, reported_at=MONDAY),
            MONDAY + timedelta(hours=47, minutes=59),
            {},
            False,
            id="a minute too soon",
        ),
        pytest.param(
            Matter(Label.ABUSIVE, reported_at=MONDAY), MONDAY + timedelta(hours=48), {}, True, id="48 hours later"
        ),
        pytest.param(Matter(Label.SAFEGUARDING, safeguarding=True), MONDAY, {}, True, id="safeguarding does not wait"),
        pytest.param(
            Matter(Label.IMPERSONATION, staff_impersonated=True),
            MONDAY,
            {},
            True,
            id="staff impersonated does not wait",
        ),
        pytest.param(Matter(Label.IMPERSONATION), MONDAY, {}, False, id="the school impersonated waits"),
        pytest.param(ABUSE, MONDAY, {Rung.WAIT: "unsure"}, True, id="with a reason"),
        pytest.param(ABUSE, MONDAY, {Rung.WAIT: "  "}, False, id="an empty reason is none"),
    ],
)
def test_the_wait_before_posh(matter: Matter, now: datetime, reasons: dict[Rung, str], allowed: bool) -> None:
    if allowed:
        check_wait(Rung.POSH, matter, now=now, reasons=reasons)
    else:
        with pytest.raises(InputError, match="48 hours"):
            check_wait(Rung.POSH, matter, now=now, reasons=reasons)


@pytest.mark.parametrize(
    ("rung", "matter", "taken", "reasons", "left_out"),
    [
        pytest.param(Rung.PROTECT, ABUSE, [], {}, (), id="the first rung"),
        pytest.param(Rung.ASK, ABUSE, UP_TO_ASK[:3], {}, (), id="in order"),
        pytest.param(Rung.ASK, ABUSE, UP_TO_ASK[:2], {}, None, id="the record was left out"),
        pytest.param(
            Rung.ASK, ABUSE, UP_TO_ASK[:2], {Rung.RECORD: "no child"}, (Rung.RECORD,), id="left out with a reason"
        ),
        pytest.param(
            Rung.POSH,
            Matter(Label.SAFEGUARDING, safeguarding=True),
            UP_TO_ASK,
            {},
            (Rung.WAIT,),
            id="the wait is bypassed",
        ),
        pytest.param(Rung.POSH, ABUSE, UP_TO_ASK, {}, None, id="the wait is not bypassed"),
        pytest.param(
            Rung.SOLICITOR, ABUSE, UP_TO_ASK, {Rung.WAIT: "x", Rung.POSH: "x"}, None, id="one reason is missing"
        ),
    ],
)
def test_no_rung_is_left_out_silently(
    rung: Rung, matter: Matter, taken: list[Taken], reasons: dict[Rung, str], left_out: tuple[Rung, ...] | None
) -> None:
    if left_out is None:
        with pytest.raises(InputError, match="silently"):
            check_order(rung, matter, taken, reasons)
    else:
        assert check_order(rung, matter, taken, reasons) == left_out


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        pytest.param("2026-11-20 15:59", "2026-11-20 15:59", id="Friday, a minute before it closes"),
        pytest.param("2026-11-20 16:00", "2026-11-23 10:00", id="Friday at four"),
        pytest.param("2026-11-21 12:00", "2026-11-23 10:00", id="Saturday"),
        pytest.param("2026-12-25 11:00", "2026-12-29 10:00", id="Christmas Day, then a bank holiday"),
        pytest.param("2026-11-23 09:59", "2026-11-23 10:00", id="a minute before it opens"),
    ],
)
def test_when_posh_answers(now: str, opens: str) -> None:
    assert posh_opens_at(at(now), nation="ENG") == at(opens)


def test_out_of_hours_posh_is_closed_and_999_is_named() -> None:
    done = [*UP_TO_ASK, Taken(Rung.WAIT)]
    shown = steps(Matter(Label.SAFEGUARDING, safeguarding=True), done, now=at("2026-11-21 23:50"), nation="ENG")
    posh = shown[Rung.POSH]
    assert posh.state == "closed"
    assert "999" in posh.why
    assert posh.until == at("2026-11-23 10:00")


def test_possibly_illegal_content_goes_no_higher() -> None:
    shown = steps(Matter(Label.SAFEGUARDING, illegal=True), UP_TO_ASK[:3], now=MONDAY, nation="ENG")
    assert shown[Rung.ASK].state == "closed"
    assert "police" in shown[Rung.ASK].why


def test_a_waiting_rung_says_until_when_and_holds_the_next_up() -> None:
    shown = steps(Matter(Label.ABUSIVE, reported_at=MONDAY), UP_TO_ASK, now=MONDAY + timedelta(hours=1), nation="ENG")
    assert shown[Rung.WAIT].state == "waiting"
    assert shown[Rung.WAIT].until == MONDAY + timedelta(hours=48)
    assert shown[Rung.POSH].state == "later"


@pytest.mark.parametrize(
    ("opened", "target"),
    [
        pytest.param("2026-11-13 21:40", "2026-11-16 12:00", id="Friday night: Monday noon"),
        pytest.param("2026-11-15 09:10", "2026-11-16 12:00", id="Sunday: Monday noon"),
        pytest.param("2026-11-10 09:00", "2026-11-11 12:00", id="Tuesday: Wednesday noon"),
        pytest.param("2026-12-24 15:00", "2026-12-29 12:00", id="over Christmas"),
    ],
)
def test_the_lados_one_working_day(opened: str, target: str) -> None:
    assert lado_target(at(opened), nation="ENG") == at(target)
