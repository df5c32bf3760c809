"""What a person does to cards of the queue, to one or to many at once: dismiss, merge, assign; and take it back.

Each act is one transaction over all cards: either all of them or none. An act can be taken back by whoever did it, for
ten minutes, as long as nobody changed the cases meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casework import breaches, merging, sorting
from casework.cases import move, note
from casework.letting_go import let_go
from casework.permissions import may_dismiss
from data.errors import InputError
from data.store import audit
from data.store.case_tables import LabelExampleRow
from data.store.desk_tables import UndoRow
from data.store.own_post_tables import BreachRow
from data.store.posts import ONLY_INSIDE_A_CASE
from data.store.retention_tables import LegalHoldRow
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import CaseStatus, CloseReason, Label
from pipelines import hands
from pipelines.cases import DISMISSED
from pipelines.home import Home
from pipelines.seeing import case_for, person_of, roles_of

UNDO_FOR = timedelta(minutes=10)
MOST_AT_ONCE = 100

Seen = Mapping[str, datetime]
"""References of cases, each with the `changed_at` that the person saw when deciding."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act that can be taken back: what it was, on how many cases, and until when."""

    words: str
    cases: int
    until: datetime


def dismiss(*, home: Home, viewer: str, cases: Seen, reason: CloseReason, words: str = "") -> None:
    """Close the cases as one of the reasons that put a matter aside; *false alarm* teaches the detectors too.

    Raises `InputError` when a case is not there, changed meanwhile, is worked on by somebody else, or is not this
    person's to put aside; then nothing is closed.
    """
    if reason not in DISMISSED:
        raise InputError("choose why: " + ", ".join(known.label.lower() for known in DISMISSED))
    close(home=home, viewer=viewer, cases=cases, reason=reason, words=words)


def close(*, home: Home, viewer: str, cases: Seen, reason: CloseReason, words: str = "") -> None:
    """Close the cases for any reason but *merged*; without words of the person's own the reason stands for them."""
    if reason is CloseReason.MERGED:
        raise InputError("a case is closed as merged by merging it")
    with home.store.writing() as session:
        rows, now = _rows(session, home, viewer, cases), home.clock()
        roles, before = roles_of(session, home, viewer), []
        for case in rows:
            if reason in DISMISSED:
                may_dismiss(roles, Label(case.category))
            before.append(_as_it_stands(session, case))
            said = words.strip() or reason.label
            move(
                session,
                home.cipher,
                case,
                status=CaseStatus.CLOSED,
                reason=reason,
                words=said,
                actor=viewer,
                now=now,
            )
            if reason is CloseReason.FALSE_ALARM:
                sorting.say_wrong(session, home.cipher, case, actor=viewer, now=now)
            let_go(session, case)
        _remember(session, home, viewer, f"Closed as: {reason.label}", before=before, rows=rows)


def merge(*, home: Home, viewer: str, cases: Seen, words: str = "") -> str:
    """Make one case of several; return the reference of the one that remains. Raises `InputError` as `dismiss`."""
    with home.store.writing() as session:
        rows = _rows(session, home, viewer, cases)
        before = [_as_it_stands(session, case) for case in rows]
        main, joined = merging.merge(session, home.cipher, rows, words=words, actor=viewer, now=home.clock())
        for entry in before:
            if entry["case"] == main.id:
                entry["joined"] = list(joined)
        _remember(session, home, viewer, f"Merged into {main.reference}", before=before, rows=rows)
        return main.reference


def take(*, home: Home, viewer: str, cases: Seen, username: str | None) -> None:
    """Give the cases to one person who may see them all, or to nobody."""
    with home.store.writing() as session:
        rows = _rows(session, home, viewer, cases)
        before = [_as_it_stands(session, case) for case in rows]
        for case in rows:
            hands.give(session, home, case, username=username, viewer=viewer)
        _remember(session, home, viewer, "Assigned", before=before, rows=rows)


def last_act(*, home: Home, viewer: str) -> Act | None:
    """Return the viewer's newest act that can still be taken back, or None."""
    with home.store.reading() as session:
        row = _newest(session, home, viewer)
        return Act(row.act, len(row.before), row.at + UNDO_FOR) if row is not None else None


def undo(*, home: Home, viewer: str) -> tuple[str, int]:
    """Take the viewer's newest act back; return what it was and how many posts' words could not come back.

    Raises `InputError` when there is nothing to take back or a case was changed since.
    """
    with home.store.writing() as session:
        row, now, lost = _newest(session, home, viewer), home.clock(), 0
        if row is None:
            raise InputError(f"there is nothing to undo: an act can be taken back for {UNDO_FOR.seconds // 60} minutes")
        for entry in row.before:
            case = session.get(CaseRow, entry["case"])
            if case is None or case.changed_at.isoformat() != entry["after"]:
                raise InputError("a case was changed since, so this is not undone: open the case and change it there")
            case_for(session, home, viewer, case.reference)
            _put_back(session, case, entry, viewer=viewer)
            case.changed_at = now
            lost += _let_go(session, case)
            note(session, home.cipher, case, actor=viewer, action="undone", at=now)
            audit.record(
                session,
                home.cipher,
                home.school_id,
                actor=viewer,
                action="case:undone",
                at=now,
                details={"case": case.reference},
            )
        row.undone_at = now
        return row.act, lost


def _rows(session: Session, home: Home, viewer: str, cases: Seen) -> list[CaseRow]:
    if not cases:
        raise InputError("choose a case first")
    if len(cases) > MOST_AT_ONCE:
        raise InputError(f"choose at most {MOST_AT_ONCE} cases at once")
    rows = [case_for(session, home, viewer, reference) for reference in cases]
    hands.check(session, home, rows, viewer=viewer, seen=cases)
    if any(row.status == CaseStatus.CLOSED.value for row in rows):
        raise InputError("one of these cases is closed already")
    return rows


def _as_it_stands(session: Session, case: CaseRow) -> dict[str, Any]:
    return {
        "case": case.id,
        "status": case.status,
        "owner": case.owner_id,
        "due_at": case.due_at.isoformat() if case.due_at else None,
        "hold_due_at": case.hold_due_at.isoformat() if case.hold_due_at else None,
        "another": case.may_be_another_school,
        "unread": case.has_unread,
        "breaches": [row.id for row in breaches.of_case(session, case) if row.outcome is None],
    }


def _remember(
    session: Session, home: Home, viewer: str, act: str, *, before: list[dict[str, Any]], rows: Sequence[CaseRow]
) -> None:
    session.flush()
    after = {row.id: row.changed_at.isoformat() for row in rows}
    for entry in before:
        entry["after"] = after[entry["case"]]
    me = person_of(session, home, viewer)
    # What is too old to be taken back is of no use to anybody.
    session.execute(delete(UndoRow).where(UndoRow.person_id == me.id, UndoRow.at < home.clock() - UNDO_FOR))
    session.add(UndoRow(school_id=home.school_id, person_id=me.id, act=act, at=home.clock(), before=before))


def _newest(session: Session, home: Home, viewer: str) -> UndoRow | None:
    me = person_of(session, home, viewer)
    return session.scalars(
        select(UndoRow)
        .where(UndoRow.person_id == me.id, UndoRow.undone_at.is_(None), UndoRow.at >= home.clock() - UNDO_FOR)
        .order_by(UndoRow.id.desc())
        .limit(1)
    ).first()


def _put_back(session: Session, case: CaseRow, entry: Mapping[str, Any], *, viewer: str) -> None:
    was_false = case.close_reason == CloseReason.FALSE_ALARM.value
    case.status, case.owner_id = entry["status"], entry["owner"]
    case.due_at = datetime.fromisoformat(entry["due_at"]) if entry["due_at"] else None
    case.hold_due_at = datetime.fromisoformat(entry["hold_due_at"]) if entry["hold_due_at"] else None
    case.may_be_another_school, case.has_unread = entry["another"], entry["unread"]
    case.close_reason = case.closed_at = None
    posts = session.scalars(select(CasePostRow.post_id).where(CasePostRow.case_id == case.id)).all()
    if was_false:
        session.execute(
            delete(LabelExampleRow).where(LabelExampleRow.post_id.in_(posts), LabelExampleRow.said_by == viewer)
        )
    if entry.get("joined"):
        session.execute(
            delete(CasePostRow).where(CasePostRow.case_id == case.id, CasePostRow.post_id.in_(entry["joined"]))
        )
        session.execute(
            delete(LegalHoldRow).where(LegalHoldRow.case_id == case.id, LegalHoldRow.post_id.in_(entry["joined"]))
        )
    for row in session.scalars(select(BreachRow).where(BreachRow.id.in_(entry["breaches"]))):
        row.outcome = row.outcome_at = row.outcome_by = row.outcome_sealed = None


def _let_go(session: Session, case: CaseRow) -> int:
    """Return how many of the case's posts lost their words when it was closed."""
    return len(
        session.scalars(
            select(PostRow.id)
            .join(CasePostRow, CasePostRow.post_id == PostRow.id)
            .where(CasePostRow.case_id == case.id, PostRow.text_dropped == ONLY_INSIDE_A_CASE)
        ).all()
    )
