"""The governors' page: counts by term and coverage, small ones withheld, and nothing that leads to a case."""

from __future__ import annotations

import pytest
from clocks import FakeClock
from opened_cases import mention, open_case, said
from seats import labels, press, seated, words

from data.errors import InputError
from data.words import Label, Role, Severity
from pipelines.governor_view import termly
from pipelines.home import Home
from pipelines.people import add_person
from pipelines.periods import terms


def abused(home: Home, count: int) -> list[str]:
    return [
        open_case(home, mention(str(number), f"insult {str(number) * 9}"), said(Label.ABUSIVE))
        for number in range(count)
    ]


def test_a_governor_lands_here_and_sees_no_case(home: Home) -> None:
    references = abused(home, 6)
    at = seated("s.marsh")
    assert not at.exception
    assert [title.value for title in at.title] == ["For governors"]
    shown = words(at)
    assert "Cases opened: 6" in shown
    assert "What was and was not covered" in shown
    assert "Questions to ask" in shown
    for reference in references:
        assert reference not in shown
    assert "insult" not in shown
    assert {"Open case", "Acknowledge"}.isdisjoint(labels(at))


@pytest.mark.parametrize(("count", "tile"), [(0, "*"), (1, "*"), (4, "*"), (5, "5")])
def test_a_count_under_five_is_withheld_and_nought_looks_like_it(home: Home, count: int, tile: str) -> None:
    abused(home, count)
    assert f"Cases opened: {tile}" in words(seated("s.marsh"))


def test_a_second_cell_is_withheld_where_one_could_be_worked_out(home: Home) -> None:
    abused(home, 6)
    open_case(home, mention("grave", "words"), said(Label.SAFEGUARDING), severity=Severity.S1)
    sections = termly(home=home, viewer="s.marsh").document.sections
    rows = dict(sections[0].blocks[0].rows)  # type: ignore[union-attr]  # the first block is the table of kinds
    assert rows["Safeguarding"] == "*"
    assert sum(value == "*" for value in rows.values()) > 1


def test_a_count_is_not_seen_changing_by_one(home: Home, earlier: FakeClock) -> None:
    abused(home, 5)
    assert termly(home=home, viewer="s.marsh").document.glance[1][1] == "5"
    open_case(home, mention("x", "quite another matter"), said(Label.DEFAMATORY))
    earlier.move(minutes=9)
    assert termly(home=home, viewer="s.marsh").document.glance[1][1] == "5"
    earlier.move(minutes=2)
    assert termly(home=home, viewer="s.marsh").document.glance[1][1] == "6"


def test_only_terms_can_be_chosen(home: Home) -> None:
    at = seated("s.marsh")
    assert list(at.selectbox(key="governor-term").options) == [term.name for term in terms(home=home)]
    with pytest.raises(InputError, match="no term"):
        termly(home=home, viewer="s.marsh", term="Last 30 days")


def test_the_one_action_leads_to_the_report(home: Home) -> None:
    at = press(seated("s.marsh"), "Make the report")
    assert [title.value for title in at.title] == ["Reports"]


@pytest.mark.parametrize("role", [Role.ICT, Role.STAFF, Role.ACCOUNT_OWNER, Role.PLATFORM_OWNER])
def test_others_do_not_see_it(home: Home, role: Role) -> None:
    add_person(home=home, username="x.other", display_name="x", email=None, roles=[role], actor="test")
    with pytest.raises(InputError):
        termly(home=home, viewer="x.other")
