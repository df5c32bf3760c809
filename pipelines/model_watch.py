"""How the detectors do at this school: false alarms among what people closed, and scores that move from month to month.

Counts only; nothing here says which post or case is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

import classifiers
from data.store.tables import CaseRow
from data.words import TEXT_LABELS, CaseStatus, CloseReason, Label
from pipelines.home import Home
from pipelines.operating_point import DAYS, Levels, counted, current_points, recent_scores

WEIGHTS = Path(classifiers.__file__).with_name("weights")
MONTHS_LOOKED_AT = 3
ENOUGH = 20
"""Fewer closed cases, or posts, say nothing about a share."""

MOVED = 0.1
"""A share of listed posts that moved by so much from one month to the next is drift to look into."""


@dataclass(frozen=True, slots=True)
class OverFlag:
    """Of the cases of one kind that people closed lately, how many were false alarms or not about the school.

    `closed` None: too few to say, and so few that a number could tell somebody of a case they must not know of.
    """

    label: Label
    closed: int | None
    false_alarms: int

    @property
    def share(self) -> float | None:
        """The share, or None where too few were closed to say."""
        return self.false_alarms / self.closed if self.closed else None


@dataclass(frozen=True, slots=True)
class Drift:
    """How the posts of this month and of the one before lie at today's thresholds."""

    label: Label
    now: Levels
    before: Levels

    @property
    def moved(self) -> bool | None:
        """Whether the share of listed posts moved; None where a month had too few posts to say."""
        shares = []
        for levels in (self.now, self.before):
            posts = levels.alert + levels.review + levels.below
            if posts < ENOUGH:
                return None
            shares.append((levels.alert + levels.review) / posts)
        return abs(shares[0] - shares[1]) >= MOVED


def model_cards() -> dict[str, str]:
    """Return the card of each model file, by name, as Markdown of our own."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(WEIGHTS.glob("*.md"))}


def over_flagging(*, home: Home) -> tuple[OverFlag, ...]:
    """Return the false alarms among the cases closed in the last three months, by the kind they were opened as."""
    since = home.clock() - timedelta(days=MONTHS_LOOKED_AT * DAYS)
    wrong = {CloseReason.FALSE_ALARM.value, CloseReason.NOT_ABOUT_US.value}
    with home.store.reading() as session:
        rows = session.execute(
            select(CaseRow.category, CaseRow.close_reason, func.count())
            .where(
                CaseRow.school_id == home.school_id,
                CaseRow.status == CaseStatus.CLOSED.value,
                func.coalesce(CaseRow.close_reason, "") != CloseReason.MERGED.value,
                CaseRow.closed_at >= since,
            )
            .group_by(CaseRow.category, CaseRow.close_reason)
        ).all()
    closed: dict[str, list[int]] = {}
    for category, reason, count in rows:
        both = closed.setdefault(category, [0, 0])
        both[0] += count
        both[1] += count if reason in wrong else 0
    found = {label: closed.get(label.value, [0, 0]) for label in TEXT_LABELS}
    return tuple(
        OverFlag(label, all_of, wrong_ones) if all_of >= ENOUGH else OverFlag(label, None, 0)
        for label, (all_of, wrong_ones) in found.items()
    )


def drift(*, home: Home) -> tuple[Drift, ...]:
    """Return, for each label with a score, this month's posts about the school beside those of the month before."""
    now = home.clock()
    with home.store.reading() as session:
        month_ago = now - timedelta(days=DAYS)
        recent = recent_scores(session, home, since=month_ago)
        earlier = recent_scores(session, home, since=month_ago - timedelta(days=DAYS), until=month_ago)
    return tuple(
        Drift(
            label,
            counted([row.get(label.value, 0.0) for row in recent], point),
            counted([row.get(label.value, 0.0) for row in earlier], point),
        )
        for label, point in current_points(home=home).items()
    )
