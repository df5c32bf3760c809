"""Whom this home's cases can reach, and what decides who is told of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.alert_table import read_alert_table
from casework.alerts import Recipient
from casework.holds import as_hold
from casework.illegal import is_locked
from casework.lock_holders import holders
from casework.telling import Matter, Reach, SharedChannel
from casework.triage import labels_in_order
from casework.working_time import WorkingTime
from data.records import Examination, School
from data.store import schools
from data.store.tables import CasePostRow, CaseRow, DenialRow, FindingRow, PersonRow, PostRow
from data.words import Direction, Label, Role
from pipelines.home import Home

REPEATED_WITHIN = timedelta(days=90)
CHANNELS = ("teams", "slack", "ntfy", "webhook")


def reach_of(session: Session, home: Home) -> Reach:
    """Return whom this home's cases can reach, by its people and its settings."""
    alerts = home.config.alerts
    channels = tuple(
        SharedChannel(name, frozenset(settings.members))
        for name in CHANNELS
        if (settings := getattr(alerts, name)) is not None and settings.is_approved
    )
    return Reach(
        people=recipients_of(schools.people(session, home.school_id)),
        hours=WorkingTime.of(home.config.hours, home.config.school.nation),
        link_base=home.config.dashboard.link_base,
        table=read_alert_table(home.folder),
        on_call=alerts.on_call,
        quiet=alerts.quiet,
        channels=channels,
    )


def recipients_of(rows: Sequence[PersonRow]) -> list[Recipient]:
    """Return the people as those who may be told."""
    return [Recipient(row.id, row.username, row.email, frozenset(Role(role) for role in row.roles)) for row in rows]


def matter_of(
    session: Session, case: CaseRow, *, named: frozenset[str] = frozenset(), also: frozenset[str] = frozenset()
) -> Matter:
    """Return what decides who is told of the case: the labels of all its posts and who is kept out."""
    found = session.scalars(
        select(FindingRow.label)
        .join(CasePostRow, CasePostRow.post_id == FindingRow.post_id)
        .where(CasePostRow.case_id == case.id)
        .distinct()
    )
    labels = labels_in_order({Label(case.category), *(Label(label) for label in found)})
    denied = session.scalars(
        select(PersonRow.username)
        .join(DenialRow, DenialRow.person_id == PersonRow.id)
        .where(DenialRow.case_id == case.id)
    )
    first = Label(case.category)
    rest = (label for label in labels if label is not first)
    held_by = holders(session, case) if is_locked(session, case.id) else frozenset()
    return Matter((first, *rest), frozenset(denied), named, also, as_hold(case), held_by)


def heads_if_repeated(session: Session, row: PostRow, reach: Reach, *, now: datetime) -> frozenset[str]:
    """Return the heads' user names when the own account of `row` had another case in the last three months."""
    if row.direction != Direction.OWN.value:
        return frozenset()
    earlier = session.scalar(
        select(PostRow.id)
        .join(CasePostRow, CasePostRow.post_id == PostRow.id)
        .where(
            PostRow.school_id == row.school_id,
            PostRow.id != row.id,
            PostRow.direction == Direction.OWN.value,
            PostRow.platform == row.platform,
            PostRow.account == row.account,
            CasePostRow.added_at > now - REPEATED_WITHIN,
        )
        .limit(1)
    )
    heads = frozenset(p.username for p in reach.people if Role.HEADTEACHER in p.roles)
    return heads if earlier is not None else frozenset()


def owners_of(examination: Examination, school: School) -> tuple[str, ...]:
    """Return the user names of those who answer for an own post: who owns the account, then who owns the platform."""
    post = examination.post
    if post.direction is not Direction.OWN:
        return ()
    handle = (post.account or "").lstrip("@").casefold()
    owners = sorted(
        account.owner
        for account in school.accounts
        if account.owner and account.platform is post.platform and account.handle.lstrip("@").casefold() == handle
    )
    platform_owner = (school.policy.get("platform_owners") or {}).get(post.platform.value)
    known = {member.name.casefold(): member.user for member in school.staff if member.user}
    # Registers name an owner by user name or, as staff lists do, by name.
    found = [*owners, *([platform_owner] if platform_owner else [])]
    return tuple(dict.fromkeys(known.get(owner.casefold(), owner) for owner in found))
