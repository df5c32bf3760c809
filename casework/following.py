"""What a look at a post's address means for its case: where the post stands now, and how long removal took.

Times are counted from when the post was reported, else from when it came into the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from casework.cases import note
from casework.matters import OPEN
from casework.takedown import current_state, set_state
from data.removal_words import Found, UrlState
from data.store.cipher import Cipher
from data.store.removal_tables import CaseLockRow, UrlStateRow
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import CaseStatus, CloseReason, Severity

OFTEN, DAILY, WEEKLY = timedelta(hours=6), timedelta(days=1), timedelta(days=7)
WATCHED_AFTER_REMOVAL = timedelta(days=60)
"""For how long a removed post is looked at again, because some come back."""
GONE = (Found.GONE_BY_AUTHOR, Found.REMOVED_BY_MODERATORS, Found.ACCOUNT_GONE)
_STATES = {Found.LIVE: UrlState.LIVE, Found.EDITED: UrlState.EDITED, Found.UNKNOWN: UrlState.UNKNOWN} | dict.fromkeys(
    GONE, UrlState.REMOVED
)


@dataclass(frozen=True, slots=True)
class Due:
    """A post of a case whose address is to be looked at."""

    case_id: int
    row: PostRow


def due_posts(session: Session, school_id: int, *, now: datetime, case_id: int | None = None) -> Sequence[Due]:
    """Return the posts to look at now: of open cases, and for a while of cases closed as removed.

    S1 and S2 four times a day, others daily, closed ones weekly. `case_id`: every post of that case, whatever is due.
    A case that is locked because its posts may be illegal to look at is left alone.
    """
    grave = CaseRow.severity.in_((Severity.S1.value, Severity.S2.value))
    is_open = CaseRow.status.in_(OPEN)
    removed = and_(
        CaseRow.status == CaseStatus.CLOSED.value,
        CaseRow.close_reason == CloseReason.REMOVED.value,
        CaseRow.closed_at > now - WATCHED_AFTER_REMOVAL,
    )
    last = CasePostRow.checked_at
    due = or_(
        and_(is_open, grave, or_(last.is_(None), last <= now - OFTEN)),
        and_(is_open, or_(last.is_(None), last <= now - DAILY)),
        and_(removed, or_(last.is_(None), last <= now - WEEKLY)),
    )
    locked = select(CaseLockRow.case_id).where(CaseLockRow.released_at.is_(None))
    rows = session.execute(
        select(CasePostRow.case_id, PostRow)
        .join(CaseRow, CaseRow.id == CasePostRow.case_id)
        .join(PostRow, PostRow.id == CasePostRow.post_id)
        .where(
            CaseRow.school_id == school_id,
            CaseRow.id.not_in(locked),
            PostRow.text_dropped.is_(None),
            due if case_id is None else CaseRow.id == case_id,
        )
        .order_by(CasePostRow.checked_at.is_not(None), CaseRow.severity, CasePostRow.checked_at, PostRow.id)
    )
    return [Due(case, row) for case, row in rows]


def record(
    session: Session,
    cipher: Cipher,
    *,
    case_id: int,
    post_id: int,
    found: Found,
    why: str | None,
    actor: str,
    now: datetime,
) -> UrlState | None:
    """Store what was found; return the post's new state, or None when it stands where it stood.

    What could not be told never takes the place of what is known.
    """
    link = session.get(CasePostRow, (case_id, post_id))
    if link is None:
        return None
    link.checked_at, link.found, link.found_why = now, found.value, why
    case, state = session.get_one(CaseRow, case_id), _STATES[found]
    before = current_state(session, case_id, post_id)
    if state is UrlState.UNKNOWN and before is not None:
        return None
    how = f"{found.label.lower()}" + (f" ({why})" if why else "")
    if not set_state(session, case, post_id, state, actor=actor, now=now, how=how):
        return None
    after = current_state(session, case_id, post_id)
    if after is UrlState.REMOVED:
        session.get_one(PostRow, post_id).gone_at = now
        taken = time_to_removal(session, case_id, post_id)
        note(session, cipher, case, actor=actor, action=f"removed after {in_words(taken)}", at=now, reason=found.value)
    elif after is UrlState.REINSTATED:
        session.get_one(PostRow, post_id).gone_at = None
        note(session, cipher, case, actor=actor, action="back again after removal", at=now, reason=found.value)
    elif after is UrlState.EDITED:
        note(session, cipher, case, actor=actor, action="edited by its author", at=now)
    return after


def time_to_removal(session: Session, case_id: int, post_id: int) -> timedelta | None:
    """Return how long the post's first removal took since it was reported, else since it came into the case."""
    rows = session.scalars(
        select(UrlStateRow)
        .where(UrlStateRow.case_id == case_id, UrlStateRow.post_id == post_id)
        .order_by(UrlStateRow.id)
    ).all()
    removed = next((row.at for row in rows if row.state == UrlState.REMOVED.value), None)
    link = session.get(CasePostRow, (case_id, post_id))
    if removed is None or link is None:
        return None
    reported = next((row.at for row in rows if row.state == UrlState.REPORTED.value and row.at <= removed), None)
    return removed - (reported or link.added_at)


def in_words(duration: timedelta | None) -> str:
    """Return a duration as a person says it: "2 days 3 hours", "40 minutes"."""
    minutes = int((duration or timedelta()).total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    parts = [
        f"{number} {word}{'' if number == 1 else 's'}" for number, word in ((days, "day"), (hours, "hour")) if number
    ]
    return " ".join(parts) or f"{minutes} minute{'' if minutes == 1 else 's'}"
