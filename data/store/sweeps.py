"""Sweeps in the store: asked for with their cause, found by whoever runs them next, and what each one listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.cipher import Cipher
from data.store.own_post_tables import SweepRow
from data.words import Word


class Cause(Word):
    """Why what is published already must be read again."""

    PERMISSION_WITHDRAWN = "permission_withdrawn", "A permission was withdrawn"
    PUPIL_LEFT = "pupil_left", "A pupil left"
    PICTURE_WITHHELD = "picture_withheld", "A picture was withheld or withdrawn"


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep that was asked for. `subjects`: pupil ids, or the keys of pictures in the register."""

    id: int
    cause: Cause
    subjects: tuple[str, ...]
    asked_at: datetime
    asked_by: str


def ask(
    session: Session,
    cipher: Cipher,
    school_id: int,
    *,
    cause: Cause,
    subjects: Sequence[str],
    actor: str,
    now: datetime,
) -> None:
    """Ask for a sweep about `subjects`; it is run after this transaction, whatever happens to the one who asks."""
    session.add(
        SweepRow(
            school_id=school_id,
            cause=cause.value,
            subjects_sealed=cipher.seal(list(subjects), school_id, "sweeps", "subjects", cause.value),
            asked_at=now,
            asked_by=actor,
            finished_at=None,
            counts={},
        )
    )


def waiting(session: Session, cipher: Cipher, school_id: int) -> list[Sweep]:
    """Return the sweeps that nobody has finished, oldest first."""
    rows = session.scalars(
        select(SweepRow).where(SweepRow.school_id == school_id, SweepRow.finished_at.is_(None)).order_by(SweepRow.id)
    )
    return [
        Sweep(
            row.id,
            Cause(row.cause),
            tuple(cipher.open(row.subjects_sealed, school_id, "sweeps", "subjects", row.cause)),
            row.asked_at,
            row.asked_by,
        )
        for row in rows
    ]


def finish(session: Session, sweep_id: int, *, counts: Mapping[str, int], now: datetime) -> None:
    """Mark a sweep as done."""
    row = session.get(SweepRow, sweep_id)
    assert row is not None
    row.finished_at, row.counts = now, dict(counts)
