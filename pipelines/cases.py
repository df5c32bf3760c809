"""What a person does with cases: list them, look at one, move it on. Each look is an event of the audit log.

Whoever is on a case's deny list is told that it is not there, whatever their role. Whoever may not know that a child is
protected sees a hold like any other, also in what is sorted, filtered and counted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from casework import holds, illegal
from casework.cases import move
from casework.letting_go import let_go
from casework.matters import find_similar
from casework.permissions import may_dismiss
from casework.playbook import read_playbook
from data.errors import InputError
from data.records import Finding, Unread
from data.store import audit
from data.store.findings import as_finding
from data.store.posts import as_post
from data.store.tables import (
    CaseEventRow,
    CasePostRow,
    CaseRow,
    DenialRow,
    ExaminationRow,
    FindingRow,
    PersonRow,
    PostRow,
)
from data.words import CaseStatus, CloseReason, Label, Role, Sentiment, Severity
from pipelines.case_views import CasePost, CaseSummary, CaseView, Only, QueuePage, SimilarCase, TimelineEntry
from pipelines.hands import check, holders
from pipelines.home import Home
from pipelines.seeing import case_for, person_of, roles_of, visible

_EXCERPT = 160
_HANDLE = re.compile(r"(?<!\w)@[\w.]+")
DISMISSED = (CloseReason.FALSE_ALARM, CloseReason.NOT_ABOUT_US, CloseReason.NO_ACTION, CloseReason.FAIR_CRITICISM)
_OPEN = (CaseStatus.OPEN, CaseStatus.IN_HAND, CaseStatus.WAITING)


def list_cases(
    *,
    home: Home,
    viewer: str,
    statuses: Sequence[CaseStatus] = _OPEN,
    severities: Sequence[Severity] = tuple(Severity),
    categories: Collection[Label] = (),
    only: Collection[Only] = (),
    limit: int = 25,
    offset: int = 0,
) -> QueuePage:
    """Return cases that `viewer` (a user name) may see, gravest first, then oldest first.

    `only` narrows them, each word further; no categories are all categories.
    """
    with home.store.reading() as session:
        me, now = person_of(session, home, viewer), home.clock()
        knowing = holds.knows(Role(role) for role in me.roles)
        severity = holds.severity_for(knowing=knowing)
        narrowed = {
            Only.YOURS: CaseRow.owner_id == me.id,
            Only.NOBODYS: CaseRow.owner_id.is_(None),
            Only.OVERDUE: and_(CaseRow.status == CaseStatus.OPEN.value, holds.due_for(knowing=knowing) < now),
            Only.SILENT: CaseRow.acknowledged_at.is_(None),
        }
        seen = [
            *visible(session, home, viewer),
            CaseRow.status.in_([status.value for status in statuses]),
            *(narrowed[word] for word in only),
            *([CaseRow.category.in_([label.value for label in categories])] if categories else []),
        ]
        counts = session.execute(select(severity, func.count()).where(*seen).group_by(severity)).all()
        by_severity = {Severity(key): number for key, number in counts}
        rows = session.scalars(
            select(CaseRow)
            .where(*seen, severity.in_([word.value for word in severities]))
            .order_by(severity, CaseRow.opened_at, CaseRow.id)
            .limit(limit)
            .offset(offset)
        ).all()
        total = sum(by_severity.get(word, 0) for word in set(severities))
        return QueuePage(tuple(_summaries(session, rows, me=me, now=now)), total, by_severity)


def show_case(*, home: Home, viewer: str, reference: str) -> CaseView:
    """Return the case and record that `viewer` looked at it; raise `InputError` when it is not there for them."""
    with home.store.writing() as session:
        row = case_for(session, home, viewer, reference)
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="case:viewed",
            at=home.clock(),
            details={"case": row.reference},
        )
        posts = session.execute(
            select(PostRow, ExaminationRow)
            .join(CasePostRow, CasePostRow.post_id == PostRow.id)
            .outerjoin(ExaminationRow, ExaminationRow.post_id == PostRow.id)
            .where(CasePostRow.case_id == row.id)
            .order_by(PostRow.id)
        ).all()
        events = session.scalars(
            select(CaseEventRow).where(CaseEventRow.case_id == row.id).order_by(CaseEventRow.id)
        ).all()
        kept_from = session.scalar(select(func.count()).where(DenialRow.case_id == row.id)) or 0
        locked = illegal.is_locked(session, row.id)
        knowing = holds.knows(roles_of(session, home, viewer))
        return CaseView(
            summary=next(_summaries(session, [row], me=person_of(session, home, viewer), now=home.clock())),
            close_reason=CloseReason(row.close_reason) if row.close_reason else None,
            closed_at=row.closed_at,
            posts=tuple(_case_post(session, home, post, examination, locked=locked) for post, examination in posts),
            timeline=tuple(
                TimelineEntry(
                    event.at,
                    event.actor,
                    event.action,
                    event.reason,
                    home.cipher.open(event.note_sealed, home.school_id, "case_events", "note", row.id)
                    if event.note_sealed
                    else None,
                )
                for event in events
                if knowing or event.reason != holds.FOR_SAFEGUARDING
            ),
            kept_from=kept_from,
            whom_to_call=illegal.whom_to_call(read_playbook(home.folder), home.config.school.nation) if locked else (),
            similar=_similar(session, home, viewer, row),
            acknowledged_at=row.acknowledged_at,
            acknowledged_by=row.acknowledged_by,
        )


def change_status(
    *,
    home: Home,
    viewer: str,
    reference: str,
    status: CaseStatus,
    words: str,
    reason: CloseReason | None = None,
    as_of: datetime | None = None,
) -> None:
    """Move the case on, with a reason in words; raise `InputError` when it is not there or a reason is missing.

    Only those who answer for safeguarding may put such a matter aside as nothing. `as_of` is the case's `changed_at`
    when the person decided: a case that changed since, or that somebody else works on, is not moved.
    """
    if reason is CloseReason.MERGED:
        raise InputError("a case is closed as merged by merging it, in the queue")
    with home.store.writing() as session:
        row = case_for(session, home, viewer, reference)
        if as_of is not None:
            check(session, home, [row], viewer=viewer, seen={reference: as_of})
        if reason in DISMISSED:
            may_dismiss(roles_of(session, home, viewer), Label(row.category))
        move(session, home.cipher, row, status=status, reason=reason, words=words, actor=viewer, now=home.clock())
        if status is CaseStatus.CLOSED:
            let_go(session, row)


def _similar(session: Session, home: Home, viewer: str, row: CaseRow) -> tuple[SimilarCase, ...]:
    found = find_similar(session, home.school_id, row, visible(session, home, viewer), now=home.clock())
    return tuple(
        SimilarCase(
            reference=match.case.reference,
            category=Label(match.case.category),
            status=CaseStatus(match.case.status),
            opened_at=match.case.opened_at,
            close_reason=CloseReason(match.case.close_reason) if match.case.close_reason else None,
            why=match.why.label,
        )
        for match in found
    )


def _summaries(session: Session, rows: Sequence[CaseRow], *, me: PersonRow, now: datetime) -> Iterator[CaseSummary]:
    ids, knowing = [row.id for row in rows], holds.knows(Role(role) for role in me.roles)
    held = holders(session, ids, now=now)
    owner_ids = {row.owner_id for row in rows if row.owner_id is not None}
    owners = {row.id: row for row in session.scalars(select(PersonRow).where(PersonRow.id.in_(owner_ids)))}
    first = (
        select(CasePostRow.case_id, func.min(CasePostRow.post_id).label("post_id"), func.count().label("posts"))
        .where(CasePostRow.case_id.in_(ids))
        .group_by(CasePostRow.case_id)
        .subquery()
    )
    found = session.execute(
        select(
            first.c.case_id, first.c.posts, PostRow.platform, PostRow.direction, func.substr(PostRow.text, 1, _EXCERPT)
        ).join(PostRow, PostRow.id == first.c.post_id)
    ).all()
    by_case = {case_id: rest for case_id, *rest in found}
    locked = illegal.locked_of(session, ids)
    for row in rows:
        posts, platform, direction, excerpt = by_case[row.id]
        seen = holds.shown(row, knowing=knowing)
        yield CaseSummary(
            reference=row.reference,
            category=Label(row.category),
            severity=seen.severity,
            status=CaseStatus(row.status),
            opened_at=row.opened_at,
            due_at=seen.due_at,
            may_be_another_school=row.may_be_another_school,
            has_unread=row.has_unread,
            posts=posts,
            platform=platform,
            direction=direction,
            excerpt=illegal.HIDDEN if row.id in locked else _HANDLE.sub("@…", excerpt),
            locked=row.id in locked,
            changed_at=row.changed_at,
            owner=owners[row.owner_id].display_name if row.owner_id else None,
            owner_roles=tuple(Role(role) for role in owners[row.owner_id].roles) if row.owner_id else (),
            is_yours=row.owner_id == me.id,
            may_dismiss=_dismissable(me, row) and row.id not in locked,
            held_by=next((holder for holder in [held.get(row.id)] if holder and holder.username != me.username), None),
        )


def _dismissable(me: PersonRow, row: CaseRow) -> bool:
    try:
        may_dismiss((Role(role) for role in me.roles), Label(row.category))
    except InputError:
        return False
    return True


def _case_post(
    session: Session, home: Home, row: PostRow, examination: ExaminationRow | None, *, locked: bool
) -> CasePost:
    findings = session.scalars(select(FindingRow).where(FindingRow.post_id == row.id).order_by(FindingRow.id)).all()
    return CasePost(
        post=illegal.hidden(as_post(row)) if locked else as_post(row),
        findings=() if locked else tuple(_finding(home, finding) for finding in findings),
        unread=tuple(Unread(u["detector"], u["why"]) for u in examination.unread) if examination else (),
        sentiment=Sentiment(examination.sentiment) if examination else None,
        relevance=examination.relevance if examination else None,
        collected_at=row.collected_at,
        gone_at=row.gone_at,
        versions=row.version,
    )


def _finding(home: Home, row: FindingRow) -> Finding:
    ids = (
        home.cipher.open(row.pupil_ids_sealed, home.school_id, "findings", "pupil_ids", row.post_id)
        if row.pupil_ids_sealed
        else ()
    )
    return as_finding(row, pupil_ids=ids)
