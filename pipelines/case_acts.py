"""What a person does about a case beside moving it on: acknowledge, split, detach, lower, mute, say it was no matter.

Each use-case is one transaction and obeys roles and the deny list; whoever is kept from a case is told it is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import chasing, holds, illegal, legal_hold, muting, sorting
from casework.alerts import about_safety, handled
from casework.cases import deadline, deny, move, note, take_up
from casework.deny import possible_subjects
from casework.letting_go import let_go
from casework.permissions import may_dismiss
from casework.playbook import read_playbook
from casework.telling import call_order, tell
from casework.triage import Triage
from casework.working_time import WorkingTime
from collectors.manual import ManualCollector, handed_in
from data.errors import InputError
from data.post_jsonl import post_to_json
from data.records import Examination, Finding, RawItem
from data.store import audit, posts, schools
from data.store.tables import CasePostRow, CaseRow, DenialRow, PostRow
from data.words import CaseStatus, CloseReason, Label, Level, Role, Sentiment, Severity
from pipelines.hands import check
from pipelines.home import Home
from pipelines.import_posts import beside_known
from pipelines.reach import matter_of, reach_of
from pipelines.registers import load_school
from pipelines.seeing import case_for, roles_of


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What somebody who acknowledges is told: whom to ring, and nothing of what the case holds."""

    reference: str
    by: str
    ring: tuple[str, ...]


def acknowledge(*, home: Home, viewer: str, reference: str) -> Acknowledged:
    """Note that `viewer` takes the case in hand, without showing it, and return whom to ring.

    Whoever was told of a case that is locked away from them may do so too.
    """
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference, locked_too=True)
        person = schools.person(session, home.school_id, viewer)
        assert person is not None
        chasing.acknowledge(session, home.cipher, case, person, now=home.clock())
        return Acknowledged(case.reference, case.acknowledged_by or viewer, _ring(session, home, case, viewer))


def split(*, home: Home, viewer: str, reference: str, numbers: Collection[int], words: str) -> str:
    """Move the posts with these numbers (as the case shows them) into a case of their own; return its reference."""
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        twin = sorting.split(
            session,
            home.cipher,
            case,
            posts=_posts(session, case, numbers),
            words=words,
            actor=viewer,
            now=home.clock(),
        )
        tell(session, twin, matter_of(session, twin), reach_of(session, home), now=home.clock())
        return twin.reference


def detach(*, home: Home, viewer: str, reference: str, numbers: Collection[int], words: str) -> None:
    """Take the posts with these numbers out of the case because they are no part of it."""
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        chosen = _posts(session, case, numbers)
        sorting.detach(session, home.cipher, case, posts=chosen, words=words, actor=viewer, now=home.clock())


def say_false_alarm(*, home: Home, viewer: str, reference: str, words: str) -> int:
    """Close the case as a false alarm and keep its posts as examples; return how many may teach the detectors.

    Only those who answer for safeguarding may say so of such a matter.
    """
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        may_dismiss(roles_of(session, home, viewer), Label(case.category))
        move(
            session,
            home.cipher,
            case,
            status=CaseStatus.CLOSED,
            reason=CloseReason.FALSE_ALARM,
            words=words,
            actor=viewer,
            now=home.clock(),
        )
        teaching = sorting.say_wrong(session, home.cipher, case, actor=viewer, now=home.clock())
        let_go(session, case)
        return teaching


def change_severity(
    *, home: Home, viewer: str, reference: str, severity: Severity, words: str, as_of: datetime | None = None
) -> None:
    """Raise or lower the case's severity with a reason; people are told anew of a graver one.

    Only those who answer for safeguarding may lower such a matter.
    """
    if not words.strip():
        raise InputError("say in a few words why the severity changes")
    with home.store.writing() as session:
        case, now = case_for(session, home, viewer, reference), home.clock()
        if as_of is not None:
            check(session, home, [case], viewer=viewer, seen={reference: as_of})
        roles = roles_of(session, home, viewer)
        knowing = holds.knows(roles)
        before = holds.shown(case, knowing=knowing).severity
        if severity is before:
            raise InputError(f"the case has the severity {severity.value} already")
        if severity > before:
            may_dismiss(roles, Label(case.category))
        due, hold = _due(session, home, case, severity), holds.shown(case, knowing=False)
        hidden = holds.FOR_SAFEGUARDING if knowing and case.hold_severity is not None else None
        if knowing or severity <= Severity(case.severity):
            case.due_at = holds.earlier(case.due_at, due) if severity < before else due
            case.severity = severity.value
            holds.keep_apart(case, hold if knowing else None)
        else:
            # Whoever does not know that a child is protected changes the hold that they see, never the case.
            holds.keep_apart(case, holds.Shown(severity, holds.earlier(hold.due_at, due) if severity < before else due))
        action, case.changed_at = f"severity: {severity.value}", now
        note(session, home.cipher, case, actor=viewer, action=action, at=now, reason=hidden, words=words)
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="case:severity",
            at=now,
            details={"case": case.reference, "from": before.value, "to": severity.value},
        )
        if severity < before:
            case.acknowledged_at = case.acknowledged_by = None
            tell(session, case, matter_of(session, case), reach_of(session, home), now=now)


def add_note(*, home: Home, viewer: str, reference: str, words: str) -> None:
    """Add a line in a person's own words to the case's timeline; raise `InputError` when there are none."""
    if not words.strip():
        raise InputError("there are no words to note")
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        note(session, home.cipher, case, actor=viewer, action="note", at=home.clock(), words=words)
        case.changed_at = home.clock()


def let_see(*, home: Home, viewer: str, reference: str, username: str, words: str) -> None:
    """Take a person off the case's deny list, with a reason; only a safeguarding lead or the chair may."""
    if not words.strip():
        raise InputError("say in a few words why this person may see the case")
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        if roles_of(session, home, viewer).isdisjoint({Role.DSL, Role.CHAIR}):
            raise InputError("only the designated safeguarding lead or the chair of governors may let somebody see it")
        person = schools.person(session, home.school_id, username)
        row = session.get(DenialRow, (case.id, person.id)) if person is not None else None
        if row is None:
            raise InputError("this person is not kept from the case")
        session.delete(row)
        now = home.clock()
        note(session, home.cipher, case, actor=viewer, action="taken off the deny list", at=now, words=words)
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="case:let_see",
            at=now,
            details={"case": case.reference, "person": row.person_id},
        )


def mute(*, home: Home, viewer: str, kind: muting.Muted, value: str, days: int, words: str) -> int:
    """Mute a source or a thread for some days; return the mute's number. Raises `InputError` for anything else."""
    with home.store.writing() as session:
        if roles_of(session, home, viewer).isdisjoint({Role.COMMS_LEAD, Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER}):
            raise InputError("this role does not mute sources or threads")
        row = muting.mute(
            session,
            home.cipher,
            home.school_id,
            kind=kind,
            value=value,
            until=home.clock() + timedelta(days=days),
            why=words,
            actor=viewer,
            now=home.clock(),
        )
        session.flush()
        return row.id


def open_by_hand(
    *,
    home: Home,
    viewer: str,
    category: Label,
    severity: Severity,
    words: str,
    url: str | None = None,
    about: Sequence[str] = (),
) -> str:
    """Open a case for what somebody reports; return its reference. `about`: user names of those it concerns.

    Kept as handed in, not verified. Everybody whom the words name, and everybody in `about`, is kept from the case.
    """
    if not words.strip():
        raise InputError("say in a few words what was seen")
    school = load_school(home=home, purpose="case by hand")
    post, now = handed_in(url, words, clock=home.clock), home.clock()
    finding = Finding(category, 1.0, Level.ALERT, "Reported by a person.", "person", "1")
    examination = Examination(
        post,
        relevant=True,
        relevance=1.0,
        sentiment=Sentiment.NEUTRAL,
        scores={},
        findings=(finding,),
        severity=severity,
    )
    with home.store.writing() as session:
        roles_of(session, home, viewer)
        post = beside_known(session, home, post, same_words_too=True)
        examination = replace(examination, post=post)
        mapped = posts.Mapped(post, RawItem(ManualCollector.key, post_to_json(post)), ManualCollector.mapper_version)
        posts.store_posts(session, home.school_id, ManualCollector.key, [mapped], now=now)
        row = session.scalars(
            select(PostRow).where(
                PostRow.school_id == home.school_id,
                PostRow.platform == post.platform.value,
                PostRow.native_id == post.id,
            )
        ).one()
        posts.store_examination(session, home.cipher, home.school_id, row, examination, now=now)
        opened = take_up(
            session,
            home.cipher,
            home.school_id,
            row=row,
            examination=examination,
            outcome=Triage(severity, category),
            hours=WorkingTime.of(home.config.hours, home.config.school.nation),
            now=now,
            staff=school.staff,
        )
        cue = illegal.is_cue([words])
        # Before anybody is told and before anything is shown.
        locked = cue and illegal.lock(
            session, home.cipher, opened.case, actor="goodname", why="a cue in the words", now=now
        )
        legal_hold.hold_case(session, home.cipher, opened.case, row, examination.findings, now=now)
        subjects = possible_subjects([examination], school.staff) | dict.fromkeys(about, "reported to be the subject")
        deny(session, opened.case, subjects)
        if opened.tell or locked:
            tell(session, opened.case, matter_of(session, opened.case), reach_of(session, home), now=now)
        details = {"case": opened.case.reference}
        audit.record(session, home.cipher, home.school_id, actor=viewer, action="case:by_hand", at=now, details=details)
        return opened.case.reference


def _posts(session: Session, case: CaseRow, numbers: Collection[int]) -> list[int]:
    """Return the ids of the posts that the case shows under these numbers, counted from 1."""
    ids = session.scalars(
        select(CasePostRow.post_id).where(CasePostRow.case_id == case.id).order_by(CasePostRow.post_id)
    ).all()
    if any(not 1 <= number <= len(ids) for number in numbers):
        raise InputError(f"the case has {len(ids)} posts, numbered from 1")
    return [ids[number - 1] for number in numbers]


def _due(session: Session, home: Home, case: CaseRow, severity: Severity) -> datetime | None:
    first = session.scalars(
        select(PostRow)
        .join(CasePostRow, CasePostRow.post_id == PostRow.id)
        .where(CasePostRow.case_id == case.id)
        .order_by(PostRow.id)
    ).first()
    assert first is not None
    examination = Examination(
        posts.as_post(first), relevant=True, relevance=1.0, sentiment=Sentiment.NEUTRAL, scores={}
    )
    hours = WorkingTime.of(home.config.hours, home.config.school.nation)
    return deadline(Triage(severity, Label(case.category)), examination, hours, home.clock())


def _ring(session: Session, home: Home, case: CaseRow, viewer: str) -> tuple[str, ...]:
    """Return whom to ring: the services of the alert table, then the next colleague who may know."""
    reach, matter = reach_of(session, home), matter_of(session, case)
    playbook, nation = read_playbook(home.folder), home.config.school.nation
    lines = []
    labels = about_safety(matter.labels) or handled(matter.labels)
    for key in dict.fromkeys(key for row in reach.table.rows_of(labels) for key in row.ring):
        contact = playbook.contact(key, nation)
        if contact is not None:
            where = contact.contact or "the number your school has put into its directory"
            lines.append(f"{contact.name}: {where} ({contact.use_when})")
    names = {row.username: row.display_name for row in schools.people(session, home.school_id)}
    colleagues = [person.username for person in call_order(matter, reach) if person.username != viewer][:2]
    return (*lines, *(f"Then a colleague who may know of it: {names[name]}" for name in colleagues))
