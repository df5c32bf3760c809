"""Is this reportable? The helpline's six kinds of query, and the answer that nothing is."""

from __future__ import annotations

from casework.reportable import CHOICES, Concern, likely
from data.removal_words import Ground
from data.words import CloseReason, Label


def test_every_answer_leads_somewhere() -> None:
    assert set(CHOICES) == set(Concern)
    assert all(choice.grounds or choice.closes_with for choice in CHOICES.values())


def test_the_helplines_six_kinds_are_there() -> None:
    six = {"impersonation", "community_group", "review", "negative_discourse", "press", "misconduct"}
    assert six <= {concern.value for concern in Concern}


def test_fair_criticism_has_no_ground_and_closes_in_one_more_choice() -> None:
    fair = CHOICES[Concern.FAIR]
    assert not fair.is_reportable
    assert fair.closes_with == (CloseReason.REPLIED, CloseReason.FAIR_CRITICISM, CloseReason.NO_ACTION)


def test_no_answer_offers_the_ground_none() -> None:
    assert all(Ground.NONE not in choice.grounds for choice in CHOICES.values())


def test_every_ground_is_reached() -> None:
    reached = {ground for choice in CHOICES.values() for ground in choice.grounds}
    assert reached == set(Ground) - {Ground.NONE}


def test_a_category_suggests_a_ground_that_its_answer_offers() -> None:
    for category in Label:
        concern, ground, _ = likely(category)
        assert ground in CHOICES[concern].grounds, category
