"""Removal requests and where each post of a case stands. The software drafts and records; a person sends.

Other parts that look at a post again (the follow-up) record what they saw with `set_state`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.cases import note
from casework.playbook import Route
from data.errors import InputError
from data.removal_words import Filer, Ground, RequestOutcome, Subject, UrlState
from data.store import audit
from data.store.cipher import Cipher
from data.store.removal_tables import TakedownRow, UrlStateRow
from data.store.tables import CaseRow

_GONE = (UrlState.REMOVED,)


@dataclass(frozen=True, slots=True)
class Request:
    """A removal request, opened. `reference` and `response` are what the platform gave."""

    id: int
    post_id: int | None
    platform: str
    route: str
    ground: Ground
    subject: Subject
    filer: Filer
    draft: str
    text_limit: int | None
    drafted_by: str
    drafted_at: datetime
    sent_at: datetime | None
    reference: str | None
    response: str | None
    response_at: datetime | None
    outcome: RequestOutcome


@dataclass(frozen=True, slots=True)
class StateChange:
    """A post came to stand elsewhere. `how` says who noticed and by what means, never a name."""

    post_id: int
    state: UrlState
    at: datetime
    how: str | None


def check_filer(route: Route, filer: Filer) -> None:
    """Raise `InputError` when `filer` may not file on this route, saying who may."""
    if filer not in route.filers:
        who = ", ".join(allowed.label.lower() for allowed in route.filers)
        raise InputError(
            f"{filer.label.lower()} may not file this request; it may be filed by: {who}. Hand the draft on to them"
        )


def draft(
    session: Session,
    cipher: Cipher,
    case: CaseRow,
    *,
    post_id: int | None,
    platform: str,
    route: Route,
    ground: Ground,
    subject: Subject,
    filer: Filer,
    text: str,
    actor: str,
    now: datetime,
) -> TakedownRow:
    """Store a drafted request; raise `InputError` for a wrong filer, a text over the limit, or no ground at all."""
    if ground is Ground.NONE:
        raise InputError("there is no ground for removal: close the case with a reply, the complaints route or nothing")
    check_filer(route, filer)
    if route.text_limit is not None and len(text) > route.text_limit:
        raise InputError(
            f"the text has {len(text)} characters and this form takes {route.text_limit}: shorten it by "
            f"{len(text) - route.text_limit}"
        )
    row = TakedownRow(
        school_id=case.school_id,
        case_id=case.id,
        post_id=post_id,
        platform=platform,
        route=route.key,
        ground=ground.value,
        subject=subject.value,
        filer=filer.value,
        draft_sealed=cipher.seal(text, case.school_id, "takedown_requests", "draft", case.id),
        text_limit=route.text_limit,
        drafted_by=actor,
        drafted_at=now,
        outcome=RequestOutcome.DRAFTED.value,
    )
    session.add(row)
    session.flush()
    _record(session, cipher, case, actor=actor, action="drafted", now=now, request=row)
    return row


def mark_sent(
    session: Session,
    cipher: Cipher,
    case: CaseRow,
    row: TakedownRow,
    *,
    reference: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Note that a person sent the request; its post is now reported. Raise `InputError` when it was sent before."""
    if row.sent_at is not None:
        raise InputError("this request was sent already; draft another one to send again")
    row.sent_at, row.sent_by, row.outcome = now, actor, RequestOutcome.SENT.value
    row.reference_sealed = _sealed(cipher, case, "reference", reference)
    if row.post_id is not None:
        set_state(session, case, row.post_id, UrlState.REPORTED, actor=actor, now=now, how="request sent")
    _record(session, cipher, case, actor=actor, action="sent", now=now, request=row)


def mark_answered(
    session: Session,
    cipher: Cipher,
    case: CaseRow,
    row: TakedownRow,
    *,
    outcome: RequestOutcome,
    response: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Note what the platform answered; raise `InputError` when nothing was sent yet."""
    if row.sent_at is None:
        raise InputError("this request was not sent yet: note that it was sent first")
    row.outcome, row.response_at = outcome.value, now
    row.response_sealed = _sealed(cipher, case, "response", response)
    if row.post_id is not None and outcome is RequestOutcome.REMOVED:
        set_state(session, case, row.post_id, UrlState.REMOVED, actor=actor, now=now, how="the platform said so")
    _record(session, cipher, case, actor=actor, action=f"answered: {outcome.value}", now=now, request=row)


def set_state(
    session: Session, case: CaseRow, post_id: int, state: UrlState, *, actor: str, now: datetime, how: str | None = None
) -> bool:
    """Note where a post of the case stands; return False when it stood there already.

    A post that was removed and is seen live again is `reinstated`. A look that could not tell (`unknown`) never takes
    the place of a removal that was seen.
    """
    before = current_state(session, case.id, post_id)
    if state is UrlState.LIVE and before in (*_GONE, UrlState.REINSTATED):
        state = UrlState.REINSTATED
    if state is UrlState.LIVE and before is UrlState.REPORTED:
        return False
    if state is before or (state is UrlState.UNKNOWN and before in _GONE):
        return False
    session.add(
        UrlStateRow(
            school_id=case.school_id, case_id=case.id, post_id=post_id, state=state.value, at=now, actor=actor, how=how
        )
    )
    case.changed_at = now
    session.flush()
    return True


def current_state(session: Session, case_id: int, post_id: int) -> UrlState | None:
    """Return where the post stands, or None when nobody has looked yet."""
    state = session.scalar(
        select(UrlStateRow.state)
        .where(UrlStateRow.case_id == case_id, UrlStateRow.post_id == post_id)
        .order_by(UrlStateRow.id.desc())
        .limit(1)
    )
    return UrlState(state) if state else None


def state_changes(session: Session, case_id: int) -> list[StateChange]:
    """Return every change of the case's posts, oldest first."""
    rows = session.scalars(select(UrlStateRow).where(UrlStateRow.case_id == case_id).order_by(UrlStateRow.id))
    return [StateChange(row.post_id, UrlState(row.state), row.at, row.how) for row in rows]


def requests(session: Session, cipher: Cipher, case: CaseRow) -> list[Request]:
    """Return the case's requests, oldest first, opened."""
    rows = session.scalars(select(TakedownRow).where(TakedownRow.case_id == case.id).order_by(TakedownRow.id))
    return [opened(cipher, row) for row in rows]


def opened(cipher: Cipher, row: TakedownRow) -> Request:
    """Return the request of a row with its words."""
    place = (row.school_id, "takedown_requests")
    return Request(
        id=row.id,
        post_id=row.post_id,
        platform=row.platform,
        route=row.route,
        ground=Ground(row.ground),
        subject=Subject(row.subject),
        filer=Filer(row.filer),
        draft=cipher.open(row.draft_sealed, *place, "draft", row.case_id),
        text_limit=row.text_limit,
        drafted_by=row.drafted_by,
        drafted_at=row.drafted_at,
        sent_at=row.sent_at,
        reference=cipher.open(row.reference_sealed, *place, "reference", row.case_id) if row.reference_sealed else None,
        response=cipher.open(row.response_sealed, *place, "response", row.case_id) if row.response_sealed else None,
        response_at=row.response_at,
        outcome=RequestOutcome(row.outcome),
    )


def time_to_removal(changes: Sequence[StateChange], post_id: int) -> timedelta | None:
    """Return how long a post stood from the first report to the removal that holds, or None."""
    own = [change for change in changes if change.post_id == post_id]
    reported = next((change.at for change in own if change.state is UrlState.REPORTED), None)
    if reported is None or not own or own[-1].state is not UrlState.REMOVED:
        return None
    return own[-1].at - reported


def _sealed(cipher: Cipher, case: CaseRow, column: str, words: str | None) -> bytes | None:
    return cipher.seal(words, case.school_id, "takedown_requests", column, case.id) if words else None


def _record(
    session: Session, cipher: Cipher, case: CaseRow, *, actor: str, action: str, now: datetime, request: TakedownRow
) -> None:
    case.changed_at = now
    note(session, cipher, case, actor=actor, action=f"removal request {action}", at=now, reason=request.ground)
    audit.record(
        session,
        cipher,
        case.school_id,
        actor=actor,
        action=f"takedown:{action.partition(':')[0]}",
        at=now,
        reason=request.ground,
        details={"case": case.reference, "request": request.id},
    )
