"""What another operating point would have done: from which score a label counts, and what that changes.

A school's safeguarding lead may move the scores from which a finding is listed or people are told
(`[detectors.thresholds]` in `school.toml`). Before anybody does, `effect_of` counts the posts of the last weeks at
each level as they are and as they would be. It counts posts by the scores stored with them and reads no text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from classifiers.judge import FLAGS, judge
from classifiers.names.matcher import RollMatcher
from data.detector_settings import PointSettings
from data.errors import InputError
from data.scoring import Thresholds
from data.store.tables import ExaminationRow, PostRow
from data.words import TEXT_LABELS, Direction, Label, Level
from pipelines.home import Home

DAYS = 31


@dataclass(frozen=True, slots=True)
class Levels:
    """How many posts lie at alert, at review (and not alert), and below."""

    alert: int
    review: int
    below: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What one label's operating point did with the posts of the last `days`, and what the proposed one would do.

    `posts` counts the examined posts about the school; those about others open no case whatever their score.
    """

    label: Label
    days: int
    posts: int
    point_now: Thresholds
    point_then: Thresholds
    now: Levels
    then: Levels

    @property
    def changed(self) -> int:
        """How many more (or, below nought, fewer) posts people would be shown."""
        return self.now.below - self.then.below


def shipped_points() -> dict[Label, Thresholds]:
    """Return the operating point each text label ships with."""
    learned = {Label(head): judge().thresholds(head) for head in FLAGS if Label(head) in TEXT_LABELS}
    return {label: learned.get(label, RollMatcher.thresholds) for label in TEXT_LABELS}


def current_points(*, home: Home) -> dict[Label, Thresholds]:
    """Return the operating point each text label has at this school: its own, else the shipped one."""
    return {**shipped_points(), **home.config.detectors.thresholds.points()}


def proposed_point(*, review: float, alert: float) -> Thresholds:
    """Return the operating point; `InputError` says which number cannot be and why."""
    try:
        point = PointSettings(review=review, alert=alert)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise InputError(f"{where}: {message}" if where else message) from error
    return Thresholds(point.review, point.alert)


def effect_of(*, home: Home, proposed: Mapping[Label, Thresholds], days: int = DAYS) -> tuple[Effect, ...]:
    """Return, for each label in `proposed`, the posts of the last `days` by level now and then; nothing is changed."""
    with home.store.reading() as session:
        rows = recent_scores(session, home, since=home.clock() - timedelta(days=days))
    present = current_points(home=home)
    return tuple(
        Effect(
            label,
            days,
            len(rows),
            present[label],
            point,
            counted([row.get(label.value, 0.0) for row in rows], present[label]),
            counted([row.get(label.value, 0.0) for row in rows], point),
        )
        for label, point in proposed.items()
    )


def recent_scores(
    session: Session, home: Home, *, since: datetime, until: datetime | None = None
) -> Sequence[Mapping[str, float]]:
    """Return the stored scores, by label, of the posts about the school that were examined in that time."""
    ended = () if until is None else (ExaminationRow.examined_at < until,)
    return session.scalars(
        select(ExaminationRow.scores)
        .join(PostRow, PostRow.id == ExaminationRow.post_id)
        .where(
            ExaminationRow.school_id == home.school_id,
            ExaminationRow.examined_at >= since,
            *ended,
            ExaminationRow.relevant,
            PostRow.direction == Direction.MENTION.value,
        )
    ).all()


def counted(scores: Sequence[float], point: Thresholds) -> Levels:
    """Return how many of `scores` lie at each level."""
    found = Counter(point.level(score) for score in scores)
    return Levels(found[Level.ALERT], found[Level.REVIEW], found[None])
