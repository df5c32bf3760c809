"""From which score a label counts at one school, and what another score would have done last month."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from clocks import FakeClock
from larkmere_school import LARKMERE, mention
from sqlalchemy import select

from classifiers.registry import examine
from data.detector_settings import DetectorSettings
from data.errors import InputError
from data.records import School
from data.scoring import Thresholds
from data.store.tables import ExaminationRow
from data.words import TEXT_LABELS, Label, Level
from pipelines.home import Home
from pipelines.import_posts import import_posts
from pipelines.operating_point import Levels, current_points, effect_of, proposed_point, shipped_points

INSULT = mention("the head at Larkmere Primary is a moron", title="Larkmere Primary parents")
CALM = mention(
    "Lovely summer fair at Larkmere Primary, thank you to everyone who baked", title="Larkmere Primary parents"
)


def levels_at(school: School) -> list[Level | None]:
    said = examine([INSULT, CALM], school)
    return [next((f.level for f in e.findings if f.label is Label.ABUSIVE), None) for e in said]


def set_to(review: float, alert: float) -> School:
    return replace(LARKMERE, operating_points={Label.ABUSIVE: Thresholds(review, alert)})


def test_a_school_moves_its_own_levels_and_no_other_label() -> None:
    score = examine([INSULT], LARKMERE)[0].scores[Label.ABUSIVE]
    assert score > 0.3
    assert levels_at(set_to(0.2, 1.1)) == [Level.REVIEW, None]
    assert levels_at(set_to(0.2, score - 0.01)) == [Level.ALERT, None]
    assert levels_at(set_to(1.1, 1.1)) == [None, None]
    moved, shipped = (examine([INSULT], school)[0] for school in (set_to(1.1, 1.1), LARKMERE))
    assert moved.scores == shipped.scores


def test_a_finding_that_only_this_school_lists_has_its_words_and_reason() -> None:
    assert not examine([CALM], LARKMERE)[0].has(Label.ABUSIVE)
    found = [f for f in examine([CALM], set_to(0.0, 1.1))[0].findings if f.label is Label.ABUSIVE]
    assert found
    assert found[0].spans
    assert found[0].reason != "no abuse found"


def test_names_of_children_follow_the_point_as_well() -> None:
    named = mention("Maisie in Year 4 at Larkmere Primary came home in tears")
    strict = replace(LARKMERE, operating_points={Label.CHILD_IDENTIFYING: Thresholds(0.98, 0.99)})
    assert examine([named], LARKMERE)[0].has(Label.CHILD_IDENTIFYING)
    assert not examine([named], strict)[0].has(Label.CHILD_IDENTIFYING)


@pytest.mark.parametrize(
    ("review", "alert", "sentence"),
    [
        pytest.param(0.6, 0.5, "must not lie below review", id="the wrong way round"),
        pytest.param(0.0, 0.5, "review: Input should be greater than or equal to 0.05", id="everything flagged"),
        pytest.param(0.5, 1.0, "alert: Input should be less than or equal to 0.99", id="nothing alerted"),
    ],
)
def test_a_point_that_cannot_be_is_refused_with_the_reason(review: float, alert: float, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        proposed_point(review=review, alert=alert)


def test_a_school_that_set_nothing_has_what_is_shipped(home: Home) -> None:
    assert current_points(home=home) == shipped_points()
    assert set(shipped_points()) == set(TEXT_LABELS)


def test_a_schools_own_point_is_the_present_one(home: Home) -> None:
    set_here = DetectorSettings.model_validate({"thresholds": {"abusive": {"review": 0.4, "alert": 0.9}}})
    moved = replace(home, config=home.config.model_copy(update={"detectors": set_here}))
    assert current_points(home=moved)[Label.ABUSIVE] == Thresholds(0.4, 0.9)
    assert current_points(home=moved)[Label.SAFEGUARDING] == shipped_points()[Label.SAFEGUARDING]


def hand_in(home: Home, *posts: object) -> None:
    lines = [
        json.dumps({"id": str(at), "platform": "facebook", "text": post.text, "title": post.title})  # type: ignore[attr-defined]
        for at, post in enumerate(posts)
    ]
    import_posts(home=home, lines=lines, actor="test")


def test_the_effect_counts_the_posts_of_the_last_weeks_now_and_then(home: Home, clock: FakeClock) -> None:
    hand_in(home, INSULT, CALM)
    score = examine([INSULT], LARKMERE)[0].scores[Label.ABUSIVE]
    shipped = shipped_points()[Label.ABUSIVE]
    assert score >= shipped.review
    (effect,) = effect_of(home=home, proposed={Label.ABUSIVE: Thresholds(1.1, 1.1)})
    assert (effect.posts, effect.point_now) == (2, shipped)
    assert effect.now.alert + effect.now.review == 1
    assert effect.then == Levels(alert=0, review=0, below=2)
    assert effect.changed == -1
    clock.move(days=32)
    (later,) = effect_of(home=home, proposed={Label.ABUSIVE: Thresholds(1.1, 1.1)})
    assert later.posts == 0


def test_posts_about_others_are_not_counted(home: Home) -> None:
    hand_in(home, INSULT, CALM)
    with home.store.writing() as session:
        row = session.scalars(select(ExaminationRow)).first()
        assert row is not None
        row.relevant = False
    (effect,) = effect_of(home=home, proposed={Label.ABUSIVE: Thresholds(0.5, 0.9)})
    assert effect.posts == 1
