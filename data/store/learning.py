"""Keeps what a school's corrections taught, and what a calibration in the shadow made of each post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.scoring import Calibration, Thresholds
from data.store.learning_tables import CalibrationRow, ShadowFindingRow
from data.words import Label

SHADOW, ACCEPTED, ENDED = "shadow", "accepted", "ended"


def calibration_of(row: CalibrationRow) -> Calibration:
    """Return the two numbers of a row."""
    return Calibration(row.slope, row.shift)


def rows_of(session: Session, school_id: int, status: str) -> Sequence[CalibrationRow]:
    """Return the calibrations with this status, one a label at most but for ended ones, the oldest first."""
    return session.scalars(
        select(CalibrationRow)
        .where(CalibrationRow.school_id == school_id, CalibrationRow.status == status)
        .order_by(CalibrationRow.id)
    ).all()


def in_force(session: Session, school_id: int) -> dict[Label, Calibration]:
    """Return the accepted calibrations by label."""
    return {Label(row.label): calibration_of(row) for row in rows_of(session, school_id, ACCEPTED)}


def put_in_shadow(
    session: Session, school_id: int, fitted: Mapping[Label, tuple[Calibration, int, int]], *, now: datetime
) -> None:
    """Keep the calibrations (with how many were right and wrong) in the shadow, in place of those there before."""
    drop_shadow(session, school_id)
    for label, (found, right, wrong) in fitted.items():
        session.add(
            CalibrationRow(
                school_id=school_id,
                label=label.value,
                slope=found.slope,
                shift=found.shift,
                right=right,
                wrong=wrong,
                status=SHADOW,
                fitted_at=now,
            )
        )


def drop_shadow(session: Session, school_id: int) -> int:
    """Let the calibrations in the shadow go with what they found; return how many there were."""
    rows = rows_of(session, school_id, SHADOW)
    ids = [row.id for row in rows]
    session.execute(delete(ShadowFindingRow).where(ShadowFindingRow.calibration_id.in_(ids)))
    for row in rows:
        session.delete(row)
    session.flush()
    return len(ids)


def accept_shadow(session: Session, school_id: int, *, actor: str, now: datetime) -> list[CalibrationRow]:
    """Let the calibrations in the shadow move scores from now on, in place of those accepted before."""
    rows = list(rows_of(session, school_id, SHADOW))
    for row in rows:
        session.execute(
            update(CalibrationRow)
            .where(
                CalibrationRow.school_id == school_id,
                CalibrationRow.label == row.label,
                CalibrationRow.status == ACCEPTED,
            )
            .values(status=ENDED, ended_at=now)
        )
        session.execute(delete(ShadowFindingRow).where(ShadowFindingRow.calibration_id == row.id))
        row.status, row.accepted_at, row.accepted_by = ACCEPTED, now, actor
    return rows


def end_accepted(session: Session, school_id: int, *, now: datetime) -> int:
    """Let scores be as the detectors ship again; return how many calibrations ended."""
    rows = rows_of(session, school_id, ACCEPTED)
    for row in rows:
        row.status, row.ended_at = ENDED, now
    return len(rows)


def store_shadow(
    session: Session,
    school_id: int,
    *,
    post_id: int,
    scores: Mapping[Label, float],
    present: Mapping[Label, Calibration],
    points: Mapping[Label, Thresholds],
    now: datetime,
) -> int:
    """Store what each calibration in the shadow makes of a post's `scores`; return how many were stored.

    Only what is listed now, or would be, is stored. It opens no case and tells nobody.
    """
    stored = 0
    session.execute(delete(ShadowFindingRow).where(ShadowFindingRow.post_id == post_id))
    for row in rows_of(session, school_id, SHADOW):
        label = Label(row.label)
        score = scores.get(label, 0.0)
        moved = calibration_of(row).of(present.get(label, Calibration()).before(score))
        level, level_now = points[label].level(moved), points[label].level(score)
        if level is None and level_now is None:
            continue
        session.add(
            ShadowFindingRow(
                post_id=post_id,
                calibration_id=row.id,
                school_id=school_id,
                label=row.label,
                score=round(moved, 4),
                level=level.value if level else None,
                level_now=level_now.value if level_now else None,
                found_at=now,
            )
        )
        stored += 1
    return stored
