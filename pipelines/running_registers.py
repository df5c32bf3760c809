"""Registers beside the cases: access, coverage, audits and who signed them, devices, accounts, permissions."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import figures
from casework.documents.facts import london
from data.policy import resolved
from data.registers import entries, permissions
from data.registers.files import school_from
from data.registers.roll_file import purposes_of
from data.store import registers
from data.store.own_post_tables import DeviceCheckRow, OwnAuditRow
from data.store.tables import AuditRow, CaseRow, DenialRow
from data.words import RunStatus
from pipelines.health import source_states
from pipelines.home import Home
from pipelines.register_pages import Register
from pipelines.seeing import person_of


def access(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return who looked at, changed or exported what, less what the reader may not know of."""
    kept_from = references_kept_from(session, home, viewer)
    rows = []
    events = session.scalars(
        select(AuditRow).where(AuditRow.school_id == home.school_id).order_by(AuditRow.number)
    ).yield_per(500)
    for event in events:
        at, case = datetime.fromisoformat(event.at), event.details.get("case", "")
        if not first <= at < after or is_about(event, kept_from):
            continue
        rows.append((str(event.number), london(at), event.actor, event.action, event.reason or "", str(case)))
    header = ("No.", "When", "Who", "What", "Reason", "Case")
    return Register(header, rows, "Who looked at, changed or exported what, less what the reader may not know of.")


def references_kept_from(session: Session, home: Home, viewer: str) -> frozenset[str]:
    """Return the cases that keep `viewer` out."""
    person = person_of(session, home, viewer)
    return frozenset(
        session.scalars(
            select(CaseRow.reference)
            .join(DenialRow, DenialRow.case_id == CaseRow.id)
            .where(DenialRow.person_id == person.id)
        )
    )


def is_about(event: AuditRow, references: frozenset[str]) -> bool:
    """Say whether a line of the audit log is about one of these cases."""
    named = {event.details.get("case"), *event.details.get("cases", ()), *event.details.get("merged", ())}
    return not references.isdisjoint(named)


def coverage(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return of every source how it answered in the time, what it is now, and how much was not read."""
    del viewer
    counted = figures.count(session, home.school_id, begin=first, end=after)
    answered = {entry.source: entry for entry in counted.coverage}
    rows = []
    for state in source_states(home=home):
        entry = answered.get(state.key)
        rows.append(
            (
                state.key.replace("_", " "),
                state.status.label if state.status is not RunStatus.OK else "ready",
                str(entry.runs) if entry else "0",
                str(entry.failed) if entry else "0",
                f"{entry.outage / timedelta(hours=1):.1f}" if entry else "",
                london(entry.last_success) if entry and entry.last_success else "never in this time",
            )
        )
    rows.append(("posts of which something was not read", "", str(counted.not_read), "", "", ""))
    header = ("Source", "Now", "Attempts", "Failed", "Hours without answer", "Last answered well")
    return Register(header, rows, "What was watched, what was not and why, and what was not read.", personal=False)


def audits(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return every audit of own posts in the time, with its counts, its exceptions and who signed it off."""
    del viewer
    found = session.scalars(
        select(OwnAuditRow)
        .where(OwnAuditRow.school_id == home.school_id, OwnAuditRow.audited_at >= first, OwnAuditRow.audited_at < after)
        .order_by(OwnAuditRow.id)
    )
    rows = [
        (
            str(row.id),
            london(row.audited_at),
            str(row.counts.get("read", "")),
            str(row.counts.get("breaches", "")),
            str(row.counts.get("holds", "")),
            "; ".join(str(entry) for entry in row.exceptions),
            london(row.signed_at) if row.signed_at else "not signed off",
            row.signed_by or "",
        )
        for row in found
    ]
    header = ("No.", "Audited", "Read", "Breaches", "Holds", "Exceptions", "Signed off", "By")
    return Register(header, rows, "The daily audit of the school's own posts, and who signed it off.")


def devices(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return every check of a device for old pictures of children in the time."""
    del viewer
    found = session.scalars(
        select(DeviceCheckRow)
        .where(
            DeviceCheckRow.school_id == home.school_id,
            DeviceCheckRow.recorded_at >= first,
            DeviceCheckRow.recorded_at < after,
        )
        .order_by(DeviceCheckRow.id)
    )
    rows = [
        (
            row.device,
            f"{row.checked_on:%d %b %Y}",
            f"{row.oldest_picture_on:%d %b %Y}" if row.oldest_picture_on else "none",
            "yes" if row.cleared else "no",
            row.checked_by,
            row.second_checker or "",
        )
        for row in found
    ]
    header = ("Device", "Checked", "Oldest picture", "Cleared", "By", "With")
    return Register(header, rows, "Checks of the school's devices for pictures that are too old.")


def accounts(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return the school's own accounts as registered now, whatever the days."""
    del viewer, first, after
    kept = [entries.account(entry) for entry in registers.entries(session, home.cipher, home.school_id, "accounts")]
    school = school_from(home.config, accounts=kept)
    rows = [
        (a.platform.label, a.handle, a.area or "", a.owner or "nobody", a.purpose.replace("_", " "), a.status)
        for a in sorted(school.accounts, key=lambda a: (a.platform.value, a.handle))
    ]
    header = ("Platform", "Handle", "Speaks for", "Owner", "Purpose", "Status")
    return Register(header, rows, "The school's own accounts, as they are registered on the day this was made.")


def consents(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return what was decided about each pupil's picture, purpose by purpose, as of the last day."""
    del viewer, first
    policy = resolved(home.config.policy)
    rules, purposes = permissions.rules_of(policy), purposes_of(policy)
    day = (after - timedelta(minutes=1)).date()
    rows = []
    for entry in registers.entries(session, home.cipher, home.school_id, "pupils"):
        pupil = permissions.as_of(entries.pupil(entry), purposes, on=day, rules=rules)
        answers = ("yes" if pupil.permissions.get(purpose) else "no" for purpose in purposes)
        rows.append((pupil.pupil_id, f"{pupil.legal_first} {pupil.surname}", pupil.school_class or "", *answers))
    header = ("Id", "Pupil", "Class", *(purpose.replace("_", " ") for purpose in purposes))
    rows.sort(key=lambda row: (row[2], row[1]))
    return Register(header, rows, f"What was decided about pupils' pictures, as of {day:%d %B %Y}; no answer is a no.")


def deletions(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return what left with the retention schedule or because it had to: counts, and never what it was."""
    del viewer
    rows = []
    events = session.scalars(
        select(AuditRow)
        .where(AuditRow.school_id == home.school_id, AuditRow.action.like("retention:%"))
        .order_by(AuditRow.number)
    )
    for event in events:
        at = datetime.fromisoformat(event.at)
        if first <= at < after:
            counts = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(event.details.items()))
            rows.append((str(event.number), london(at), event.actor, counts))
    header = ("No.", "When", "By", "What left, in numbers")
    return Register(header, rows, "What was let go, in numbers; of a platform's own deletions too.", personal=False)
