"""Examines stored posts that nobody has read yet, opens cases and queues alerts: one transaction a post.

A kill at any moment leaves a post either unread, to be read at the next run, or read with its case and its alerts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from casework import cases, muting
from casework.alerts import Recipient, compose, recipients
from casework.deny import possible_subjects
from casework.triage import labels_by_gravity, triage
from casework.working_time import WorkingTime
from data.records import Examination, School
from data.store import outbox, posts, schools
from data.store.tables import CaseRow, PostRow
from data.words import Direction, Label, Role, Severity
from pipelines.examine import examine_posts
from pipelines.home import Home

BATCH = 64
NOT_ABOUT_US = "not about this school"


@dataclass(frozen=True, slots=True)
class Attended:
    """What became of the posts that were read."""

    read: int = 0
    not_read: int = 0
    findings: int = 0
    cases: int = 0
    alerts: int = 0
    muted: int = 0
    """Posts that open no case because their source or thread is muted."""

    def plus(self, other: Attended) -> Attended:
        """Return the sum of both."""
        return Attended(
            self.read + other.read,
            self.not_read + other.not_read,
            self.findings + other.findings,
            self.cases + other.cases,
            self.alerts + other.alerts,
            self.muted + other.muted,
        )


def attend(*, home: Home, school: School) -> Attended:
    """Examine every stored post whose newest version is unread, and do what follows from it."""
    total = Attended()
    while True:
        with home.store.reading() as session:
            rows = posts.pending(session, home.school_id, limit=BATCH)
        if not rows:
            return total
        for row, examination in zip(
            rows, examine_posts(posts=[posts.as_post(row) for row in rows], school=school), strict=True
        ):
            with home.store.writing() as session:
                total = total.plus(settle(session, home, school, row, examination))


def settle(session: Session, home: Home, school: School, row: PostRow, examination: Examination) -> Attended:
    """Store an examination and what follows from it: a case, alerts, or letting the words go."""
    now, outcome = home.clock(), triage(examination, school)
    posts.store_examination(
        session, home.cipher, home.school_id, row, replace(examination, severity=outcome.severity), now=now
    )
    done = Attended(read=1, not_read=int(bool(examination.unread)), findings=len(examination.findings))
    if not outcome.opens_case:
        if not examination.relevant and examination.post.direction is Direction.MENTION and not examination.unread:
            posts.drop_text(session, [row.id], why=NOT_ABOUT_US)
        return done
    if muting.is_muted(session, home.school_id, row, outcome, now=now):
        return replace(done, muted=1)
    hours = WorkingTime.of(home.config.hours, home.config.school.nation)
    opened = cases.take_up(
        session,
        home.cipher,
        home.school_id,
        row=row,
        examination=examination,
        outcome=outcome,
        hours=hours,
        now=now,
        staff=school.staff,
    )
    denied = cases.deny(session, opened.case, possible_subjects([examination], school.staff))
    told = (
        _queue_alerts(session, home, opened.case, labels_by_gravity(examination.findings), denied) if opened.tell else 0
    )
    return replace(done, cases=int(opened.is_new), alerts=told)


def _queue_alerts(session: Session, home: Home, case: CaseRow, labels: Sequence[Label], denied: frozenset[str]) -> int:
    people = [
        Recipient(row.id, row.username, row.email, frozenset(Role(role) for role in row.roles))
        for row in schools.people(session, home.school_id)
    ]
    category, severity = Label(case.category), Severity(case.severity)
    message = compose(
        reference=case.reference,
        category=category,
        severity=severity,
        due_at=case.due_at,
        link_base=home.config.dashboard.link_base,
    )
    told = recipients(labels, people, denied)
    for recipient in told:
        outbox.queue(
            session,
            home.school_id,
            case_id=case.id,
            person_id=recipient.person_id,
            channel="email",
            recipient=recipient.email,
            subject=message.subject,
            body=message.body,
            dedupe_key=f"{case.reference}:{severity.value}:{recipient.username}",
            now=home.clock(),
        )
    if not told:
        outbox.queue(
            session,
            home.school_id,
            case_id=case.id,
            person_id=None,
            channel="email",
            recipient=None,
            subject=message.subject,
            body=message.body,
            dedupe_key=f"{case.reference}:{severity.value}:nobody",
            now=home.clock(),
        )
    return len(told)
