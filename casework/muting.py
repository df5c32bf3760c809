"""Mutes a source or a thread for a while: it opens no cases then, but for what could harm somebody.

A person can never be muted, nor watched; a mute ends by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from casework import matters
from casework.triage import ABOUT_A_CHILD, Triage
from data.errors import InputError
from data.store import audit
from data.store.case_tables import MuteRow
from data.store.cipher import Cipher
from data.store.tables import PostRow
from data.words import SOURCE_KEYS, Severity, Word

LONGEST = timedelta(days=90)


class Muted(Word):
    """What can be muted."""

    SOURCE = "source", "A source"
    THREAD = "thread", "A thread"


@dataclass(frozen=True, slots=True)
class Mute:
    """A mute that holds."""

    id: int
    kind: Muted
    value: str
    until: datetime
    set_by: str
    why: str


def mute(
    session: Session,
    cipher: Cipher,
    school_id: int,
    *,
    kind: Muted,
    value: str,
    until: datetime,
    why: str,
    actor: str,
    now: datetime,
) -> MuteRow:
    """Mute a source (its key) or a thread (as `platform:thread`) until then.

    Raises `InputError` for what is neither, without a reason, or for more than 90 days.
    """
    if not why.strip():
        raise InputError("say in a few words why this is muted")
    if not now < until <= now + LONGEST:
        raise InputError(f"a mute lasts at most {LONGEST.days} days; choose a day in that time")
    if kind is Muted.SOURCE and value not in SOURCE_KEYS:
        raise InputError("there is no source of that name; only a source or a thread can be muted, never a person")
    if kind is Muted.THREAD and not _is_thread(session, school_id, value):
        raise InputError("no stored post is of this thread; only a source or a thread can be muted, never a person")
    row = MuteRow(
        school_id=school_id,
        kind=kind.value,
        value=value,
        until=until,
        why_sealed=cipher.seal(why, school_id, "mutes", "why"),
        set_by=actor,
        set_at=now,
    )
    session.add(row)
    audit.record(
        session, cipher, school_id, actor=actor, action=f"{kind.value}:muted", at=now, details={"until": str(until)}
    )
    return row


def lift(session: Session, cipher: Cipher, school_id: int, mute_id: int, *, actor: str, now: datetime) -> None:
    """End a mute before its time; raise `InputError` when it is not there."""
    row = session.get(MuteRow, mute_id)
    if row is None or row.school_id != school_id or row.lifted_at is not None:
        raise InputError("there is no such mute")
    row.lifted_at = now
    audit.record(session, cipher, school_id, actor=actor, action=f"{row.kind}:unmuted", at=now)


def holding(session: Session, cipher: Cipher, school_id: int, *, now: datetime) -> list[Mute]:
    """Return the mutes that hold now, the one that ends first at the top."""
    rows = session.scalars(
        select(MuteRow)
        .where(MuteRow.school_id == school_id, MuteRow.until > now, MuteRow.lifted_at.is_(None))
        .order_by(MuteRow.until, MuteRow.id)
    )
    return [
        Mute(
            row.id,
            Muted(row.kind),
            row.value,
            row.until,
            row.set_by,
            cipher.open(row.why_sealed, school_id, "mutes", "why"),
        )
        for row in rows
    ]


def is_muted(session: Session, school_id: int, row: PostRow, outcome: Triage, *, now: datetime) -> bool:
    """Say whether the post opens no case because of a mute: never for S1, and never where a child is concerned."""
    if outcome.severity is Severity.S1 or outcome.category in ABOUT_A_CHILD:
        return False
    names = [(MuteRow.kind == Muted.SOURCE.value) & (MuteRow.value == row.source)]
    key = matters.thread_key(row)
    if key is not None:
        names.append((MuteRow.kind == Muted.THREAD.value) & (MuteRow.value == key))
    found = session.scalars(
        select(MuteRow.id)
        .where(MuteRow.school_id == school_id, MuteRow.until > now, MuteRow.lifted_at.is_(None), or_(*names))
        .limit(1)
    ).first()
    return found is not None


def _is_thread(session: Session, school_id: int, value: str) -> bool:
    platform, _, thread = value.partition(":")
    found = session.scalars(
        select(PostRow.id)
        .where(PostRow.school_id == school_id, PostRow.thread == thread, PostRow.platform == platform)
        .limit(1)
    ).first()
    return found is not None
