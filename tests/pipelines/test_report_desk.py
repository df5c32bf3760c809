"""Which days a report may cover, and for whom: governors read counts by whole terms, on the page and by command."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import PEOPLE, made_home
from opened_cases import mention, open_case, said

from casework import figures
from data.errors import InputError
from data.removal_words import ReportKind
from data.words import CaseStatus, CloseReason, Label, Role
from pipelines.cases import change_status, list_cases
from pipelines.governor_view import termly as page_of
from pipelines.home import Home
from pipelines.model_watch import ENOUGH, over_flagging
from pipelines.periods import terms
from pipelines.report_desk import termly, write_report
from pipelines.reports import make_report
from pipelines.sign_in.membership import change_member
from pipelines.sorting_desk import merge

TERM = (date(2026, 9, 1), date(2026, 11, 9))
NEAR = (date(2026, 9, 1), date(2026, 11, 8))


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people={**PEOPLE, "v.governor": Role.GOVERNOR}) as opened:
        yield opened


@pytest.mark.parametrize(
    ("roles", "by_term"),
    [
        pytest.param([Role.GOVERNOR], True, id="a governor"),
        pytest.param([Role.GOVERNOR, Role.STAFF], True, id="a governor who is on the staff"),
        pytest.param([Role.LINK_GOVERNOR, Role.ACCOUNT_OWNER], True, id="a link governor who runs an account"),
        pytest.param([Role.GOVERNOR, Role.DSL], False, id="a governor who is the safeguarding lead"),
        pytest.param([Role.COMMS_LEAD], False, id="the comms lead"),
    ],
)
def test_whoever_reads_as_a_governor_reads_by_term(home: Home, roles: list[Role], by_term: bool) -> None:
    change_member(home=home, viewer="k.boateng", username="v.governor", email=None, roles=roles)
    assert termly(home=home, viewer="v.governor") is by_term


def test_a_governor_gets_the_term_and_no_days_near_it(home: Home) -> None:
    asked = {"home": home, "viewer": "v.governor", "kind": ReportKind.GOVERNORS, "form": "csv"}
    assert write_report(**asked, begin=TERM[0], end=TERM[1]).body  # type: ignore[arg-type]  # fields by name
    with pytest.raises(InputError, match="2026-09-01 to 2026-11-09"):
        write_report(**asked, begin=NEAR[0], end=NEAR[1])  # type: ignore[arg-type]  # fields by name


HALVES = {"hours": {"terms": [["2026-09-02", "2026-10-23"], ["2026-11-02", "2026-12-18"]]}}
TO_COME = {"hours": {"terms": [["2027-01-05", "2027-04-01"]]}}


def test_both_halves_of_a_term_can_be_chosen(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock, tables=HALVES) as home:
        names = [one.name for one in terms(home=home)]
        assert names == ["Autumn term 2026, from 2 November", "Autumn term 2026, from 2 September"]
        assert page_of(home=home, viewer="p.adeyemi").term.begin == date(2026, 11, 2)


def test_a_school_whose_terms_are_all_to_come_has_figures_all_the_same(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock, tables=TO_COME) as home:
        assert page_of(home=home, viewer="p.adeyemi").term.name == "Autumn term 2026"


def two_merged(home: Home) -> str:
    """Merge two cases of one matter; return the reference of the one that remains."""
    posts = ["the canteen queue reaches the gate", "lessons were cancelled without a word to us"]
    cases = [open_case(home, mention(f"m{at}", text), said(Label.ABUSIVE)) for at, text in enumerate(posts)]
    seen = {case.reference: case.changed_at for case in list_cases(home=home, viewer="k.boateng").cases}
    return merge(home=home, viewer="k.boateng", cases={one: seen[one] for one in cases})  # type: ignore[misc]  # each has one


def test_a_case_that_was_merged_is_not_counted_as_closed(home: Home, clock: FakeClock) -> None:
    main = two_merged(home)
    with home.store.reading() as session:
        counted = figures.count(session, home.school_id, begin=clock().replace(hour=0), end=clock().replace(hour=23))
    assert counted.closed == 0
    change_status(
        home=home,
        viewer="k.boateng",
        reference=main,
        status=CaseStatus.CLOSED,
        reason=CloseReason.FALSE_ALARM,
        words="x",
    )
    with home.store.reading() as session:
        counted = figures.count(session, home.school_id, begin=clock().replace(hour=0), end=clock().replace(hour=23))
    assert (counted.closed, counted.false_alarms) == (1, 1)
    day = clock().date()
    table = make_report(home=home, viewer="k.boateng", kind=ReportKind.OVER_FLAGS, begin=day, end=day, form="csv")
    assert '"1","1","0","0","100 %"' in table.decode("utf-8-sig")


def test_a_merged_case_makes_no_share_of_false_alarms_smaller(home: Home) -> None:
    two_merged(home)
    for number in range(ENOUGH):
        change_status(
            home=home,
            viewer="k.boateng",
            reference=open_case(home, mention(f"f{number}", f"{number}"), said(Label.ABUSIVE)),
            status=CaseStatus.CLOSED,
            reason=CloseReason.FALSE_ALARM,
            words="x",
        )
    found = next(one for one in over_flagging(home=home) if one.label is Label.ABUSIVE)
    assert (found.closed, found.share) == (ENOUGH, 1.0)
