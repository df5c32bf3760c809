"""Learning from the school: fits per-school calibrations on corrections, shows what they would change, and waits.

What teaches: posts whose case was closed as a false alarm (wrong) and posts whose case was answered, passed on or ended
in a removal (right), by the scores kept beside them and no words; never a post from X or Reddit, nor one whose words
have gone. A fitted calibration stands in the shadow first: its findings are stored and open no case. Only somebody who
answers for safeguarding can accept it, or take it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.sorting import NEVER_KEPT, NEVER_TEACH
from classifiers.calibration import fitted
from data.errors import InputError
from data.scoring import Calibration
from data.store import audit, learning
from data.store.case_tables import LabelExampleRow
from data.store.learning_tables import CalibrationRow, ShadowFindingRow
from data.store.tables import CasePostRow, CaseRow, ExaminationRow, FindingRow, PostRow
from data.words import CloseReason, Label, Role
from pipelines.home import Home
from pipelines.operating_point import DAYS, Levels, counted, current_points, recent_scores
from pipelines.seeing import roles_of

LEARNED = (Label.ABUSIVE, Label.DEFAMATORY, Label.SAFEGUARDING)
"""Labels that a model scores; names of children are found by rules, which corrections do not move."""

MAY_ACCEPT = frozenset((Role.DSL, Role.DEPUTY_DSL))
_RIGHT = (CloseReason.REPLIED.value, CloseReason.REMOVED.value, CloseReason.PASSED_ON.value)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What corrections of one label teach. `calibration` None: too few, so that nothing would change.

    `now` and `then` count the posts of the last `days`; of the examples themselves, `wrong_gone` would no longer be
    listed, which is the aim, and `right_gone` neither, which is the price.
    """

    label: Label
    right: int
    wrong: int
    calibration: Calibration | None
    days: int
    now: Levels
    then: Levels
    wrong_gone: int
    right_gone: int


@dataclass(frozen=True, slots=True)
class ShadowLine:
    """What the shadow found since it was fitted: posts it would list anew, and posts it would no longer list."""

    label: Label
    fitted_at: datetime
    read: int
    more: int
    fewer: int


def retrain(*, home: Home, actor: str, days: int = DAYS) -> tuple[Lesson, ...]:
    """Fit calibrations on all corrections, put them in the shadow, and return what each would change; no case does."""
    with home.store.writing() as session:
        present = learning.in_force(session, home.school_id)
        lessons = tuple(_lesson(session, home, label, present, days) for label in LEARNED)
        found = {
            lesson.label: (lesson.calibration, lesson.right, lesson.wrong) for lesson in lessons if lesson.calibration
        }
        learning.put_in_shadow(session, home.school_id, found, now=home.clock())
        _record(session, home, actor, "fitted", len(found))
        return lessons


def shadow_so_far(*, home: Home) -> tuple[ShadowLine, ...]:
    """Return what the calibrations in the shadow found since they were fitted."""
    with home.store.reading() as session:
        lines = []
        for row in learning.rows_of(session, home.school_id, learning.SHADOW):
            found = session.execute(
                select(ShadowFindingRow.level, ShadowFindingRow.level_now).where(
                    ShadowFindingRow.calibration_id == row.id
                )
            ).all()
            more = sum(level is not None and now is None for level, now in found)
            fewer = sum(level is None and now is not None for level, now in found)
            lines.append(ShadowLine(Label(row.label), row.fitted_at, len(found), more, fewer))
        return tuple(lines)


def accept(*, home: Home, viewer: str) -> tuple[Label, ...]:
    """Let what is in the shadow move scores from now on; return the labels. Posts read before keep their findings."""
    with home.store.writing() as session:
        _check(session, home, viewer)
        rows = learning.accept_shadow(session, home.school_id, actor=viewer, now=home.clock())
        if not rows:
            raise InputError("nothing stands in the shadow: run `goodname retrain --shadow` first")
        _record(session, home, viewer, "accepted", len(rows))
        return tuple(Label(row.label) for row in rows)


def take_back(*, home: Home, viewer: str) -> int:
    """Let scores be as the detectors ship again, and empty the shadow; return how many calibrations ended."""
    with home.store.writing() as session:
        _check(session, home, viewer)
        ended = learning.end_accepted(session, home.school_id, now=home.clock())
        ended += learning.drop_shadow(session, home.school_id)
        _record(session, home, viewer, "taken_back", ended)
        return ended


def _check(session: Session, home: Home, viewer: str) -> None:
    if MAY_ACCEPT.isdisjoint(roles_of(session, home, viewer)):
        raise InputError("only the safeguarding lead or a deputy decides what detectors learn here; ask one of them")


def _lesson(session: Session, home: Home, label: Label, present: Mapping[Label, Calibration], days: int) -> Lesson:
    examples = list(_examples(session, home, label))
    scores, right = [score for score, _ in examples], [said for _, said in examples]
    found = fitted(scores, right)
    point = current_points(home=home)[label]
    old, new = present.get(label, Calibration()), found or present.get(label, Calibration())
    gone = [said for score, said in examples if point.level(old.of(score)) and not point.level(new.of(score))]
    since = home.clock() - timedelta(days=days)
    recent = [row.get(label.value, 0.0) for row in recent_scores(session, home, since=since)]
    return Lesson(
        label,
        sum(right),
        len(right) - sum(right),
        found,
        days,
        counted(recent, point),
        counted([new.of(old.before(score)) for score in recent], point),
        wrong_gone=gone.count(False),
        right_gone=gone.count(True),
    )


def _examples(session: Session, home: Home, label: Label) -> Iterator[tuple[float, bool]]:
    """Yield the shipped score of each post that teaches about `label`, and whether its finding was right."""
    past = session.scalars(
        select(CalibrationRow).where(
            CalibrationRow.school_id == home.school_id,
            CalibrationRow.label == label.value,
            CalibrationRow.accepted_at.is_not(None),
        )
    ).all()
    kept = (
        PostRow.school_id == home.school_id,
        PostRow.platform.not_in(NEVER_TEACH),
        PostRow.source.not_in(NEVER_KEPT),
        PostRow.text_dropped.is_(None),
        ExaminationRow.version == PostRow.version,
    )
    wrong = session.execute(
        select(LabelExampleRow.wrong_labels, ExaminationRow.scores, ExaminationRow.examined_at)
        .join(PostRow, PostRow.id == LabelExampleRow.post_id)
        .join(ExaminationRow, ExaminationRow.post_id == PostRow.id)
        .where(*kept, LabelExampleRow.may_teach, LabelExampleRow.version == PostRow.version)
        .order_by(PostRow.id)
    )
    for labels, scores, at in wrong:
        if label.value in labels:
            yield _shipped(past, scores.get(label.value, 0.0), at), False
    right = session.execute(
        select(ExaminationRow.scores, ExaminationRow.examined_at)
        .join(PostRow, PostRow.id == ExaminationRow.post_id)
        .where(
            *kept,
            PostRow.id.in_(
                select(CasePostRow.post_id)
                .join(CaseRow, CaseRow.id == CasePostRow.case_id)
                .where(CaseRow.category == label.value, CaseRow.close_reason.in_(_RIGHT))
            ),
            PostRow.id.in_(select(FindingRow.post_id).where(FindingRow.label == label.value)),
            PostRow.id.not_in(select(LabelExampleRow.post_id)),
        )
        .order_by(PostRow.id)
    )
    for scores, at in right:
        yield _shipped(past, scores.get(label.value, 0.0), at), True


def _shipped(past: Sequence[CalibrationRow], score: float, at: datetime) -> float:
    """Return the score as the detectors ship: without the calibration that was in force at the time."""
    for row in past:
        if row.accepted_at is not None and row.accepted_at <= at and (row.ended_at is None or at < row.ended_at):
            return learning.calibration_of(row).before(score)
    return score


def _record(session: Session, home: Home, actor: str, act: str, count: int) -> None:
    audit.record(
        session,
        home.cipher,
        home.school_id,
        actor=actor,
        action=f"calibration:{act}",
        at=home.clock(),
        reason="learning from corrections",
        details={"labels": count},
    )
