"""What the page of a case needs beside the case itself: requests, states, steps, disclosures, documents, whose hands.

What the viewer may not do is not in it, so that no page has to hide it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import holds, illegal, ladder, takedown
from casework.disclosure import Disclosure, opened
from casework.documents.routes import WRITERS
from casework.permissions import may_dismiss
from casework.reportable import Concern, likely
from data.errors import InputError
from data.removal_words import Ground, PackRoute, Subject, UrlState
from data.store import schools
from data.store.removal_tables import DisclosureRow, EscalationRow, EvidenceRow
from data.store.tables import CasePostRow, CaseRow, OutboxRow, PersonRow, PostRow
from data.words import Label, Role
from pipelines.hands import Holder, holders
from pipelines.home import Home
from pipelines.removal import matter_of
from pipelines.seeing import case_for, roles_of, visible

_AROUND = 3
_LENGTH = 600
_HANDLE = re.compile(r"(?<!\w)@[\w.]+")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one post of the case stands. `number` is how the case counts it, from 1."""

    number: int
    post_id: int
    address: str | None
    state: UrlState | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Context:
    """Another post of the same conversation, its handles masked; `text` is cut when it is long."""

    text: str
    published_at: datetime | None
    is_before: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the disclosure log: what went to whom, by whose hand (a role), and whether it was written."""

    at: datetime
    route: PackRoute
    said: Disclosure
    by: str
    is_written: bool


@dataclass(frozen=True, slots=True)
class Record:
    """An evidence record: its number in the chain, when and by whose hand (a role), and its fingerprint."""

    number: int
    at: datetime
    by: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """Everything at once. `roles_by_name`: for each user name of the timeline the role that stands for it."""

    standings: tuple[Standing, ...]
    context: tuple[Context, ...]
    requests: tuple[takedown.Request, ...]
    steps: tuple[ladder.Step, ...]
    lado_by: datetime | None
    told: tuple[Told, ...]
    records: tuple[Record, ...]
    documents: tuple[PackRoute, ...]
    holder: Holder | None
    cpoms_ref: str | None
    related: tuple[tuple[str, str], ...]
    roles_by_name: Mapping[str, str]
    likely: tuple[Concern, Ground, Subject]
    is_locked: bool
    may_dismiss: bool
    may_remove: bool
    may_unlock: bool
    may_let_see: bool


def case_desk(*, home: Home, viewer: str, reference: str) -> CaseDesk:
    """Return all of it as `viewer` may have it; raise `InputError` when the case is not there for them."""
    with home.store.reading() as session:
        case, roles = case_for(session, home, viewer, reference), roles_of(session, home, viewer)
        locked, now = illegal.is_locked(session, case.id), home.clock()
        names = {row.username: _roles(row) for row in schools.people(session, home.school_id)}
        writes = tuple(
            route
            for route, writers in WRITERS.items()
            if roles & writers and (not locked or (route in illegal.ROUTES and roles & illegal.ROLES))
        )
        matter, nation = matter_of(session, case), home.config.school.nation
        taken = session.scalars(
            select(EscalationRow).where(EscalationRow.case_id == case.id).order_by(EscalationRow.id)
        ).all()
        holder = holders(session, [case.id], now=now).get(case.id)
        may_remove = bool(roles & WRITERS[PackRoute.PLATFORM]) and not locked
        about_staff = Label(case.category) in (Label.STAFF_ALLEGATION, Label.REPORTING_RESTRICTION)
        return CaseDesk(
            standings=_standings(session, case),
            context=() if locked else _context(session, home, viewer, case),
            requests=tuple(takedown.requests(session, home.cipher, case)) if may_remove else (),
            steps=ladder.steps(
                matter, [ladder.Taken(ladder.Rung(row.rung), row.skipped) for row in taken], now=now, nation=nation
            )
            if roles & WRITERS[PackRoute.POSH]
            else (),
            lado_by=ladder.lado_target(case.opened_at, nation=nation) if about_staff else None,
            told=_told(session, home, case, names),
            records=() if locked else _records(session, case, names),
            documents=writes,
            holder=holder if holder is not None and holder.username != viewer else None,
            cpoms_ref=_cpoms_ref(home, taken),
            related=_related(session, case, names, knowing=holds.knows(roles)),
            roles_by_name=names,
            likely=likely(Label(case.category)),
            is_locked=locked,
            may_dismiss=_dismissable(roles, case) and not locked,
            may_remove=may_remove,
            may_unlock=locked and bool(roles & illegal.ROLES),
            may_let_see=bool(roles & {Role.DSL, Role.CHAIR}),
        )


def _standings(session: Session, case: CaseRow) -> tuple[Standing, ...]:
    changes = {change.post_id: change for change in takedown.state_changes(session, case.id)}
    rows = session.execute(
        select(PostRow.id, PostRow.url)
        .join(CasePostRow, CasePostRow.post_id == PostRow.id)
        .where(CasePostRow.case_id == case.id)
        .order_by(PostRow.id)
    ).all()
    found = []
    for number, (post_id, url) in enumerate(rows, start=1):
        change = changes.get(post_id)
        found.append(Standing(number, post_id, url, change.state if change else None, change.at if change else None))
    return tuple(found)


def _context(session: Session, home: Home, viewer: str, case: CaseRow) -> tuple[Context, ...]:
    """Return the posts around the first one in its conversation; none of a case that is not there for `viewer`."""
    mine = select(CasePostRow.post_id).where(CasePostRow.case_id == case.id)
    first = session.scalars(select(PostRow).where(PostRow.id.in_(mine)).order_by(PostRow.id).limit(1)).first()
    if first is None or first.thread is None or first.published_at is None:
        return ()
    theirs = select(CaseRow.id).where(*visible(session, home, viewer))
    hidden = select(CasePostRow.post_id).where(
        CasePostRow.school_id == home.school_id, CasePostRow.case_id.not_in(theirs)
    )
    rows = session.scalars(
        select(PostRow)
        .where(
            PostRow.school_id == home.school_id,
            PostRow.thread == first.thread,
            PostRow.platform == first.platform,
            PostRow.id.not_in(mine),
            PostRow.id.not_in(hidden),
            PostRow.text_dropped.is_(None),
            PostRow.text != "",
            PostRow.published_at.is_not(None),
        )
        .order_by(PostRow.published_at, PostRow.id)
        .limit(500)
    ).all()
    rows = [row for row in rows if not illegal.is_cue([row.text, row.title or ""])]
    before = [row for row in rows if row.published_at and row.published_at <= first.published_at][-_AROUND:]
    after = [row for row in rows if row.published_at and row.published_at > first.published_at][:_AROUND]
    return tuple(
        Context(_HANDLE.sub("@…", row.text[:_LENGTH]), row.published_at, row in before) for row in (*before, *after)
    )


def _told(session: Session, home: Home, case: CaseRow, names: Mapping[str, str]) -> tuple[Told, ...]:
    rows = session.scalars(select(DisclosureRow).where(DisclosureRow.case_id == case.id).order_by(DisclosureRow.id))
    return tuple(
        Told(
            row.at,
            PackRoute(row.route),
            opened(home.cipher, row),
            names.get(row.actor, row.actor),
            is_written=row.document_sha256 is not None,
        )
        for row in rows
    )


def _records(session: Session, case: CaseRow, names: Mapping[str, str]) -> tuple[Record, ...]:
    rows = session.scalars(select(EvidenceRow).where(EvidenceRow.case_id == case.id).order_by(EvidenceRow.number))
    return tuple(Record(row.number, row.at, names.get(row.actor, row.actor), row.manifest_sha256) for row in rows)


def _cpoms_ref(home: Home, taken: Sequence[EscalationRow]) -> str | None:
    found: str | None = None
    for row in taken:
        if row.rung == ladder.Rung.RECORD.value and row.reference_sealed is not None:
            found = home.cipher.open(row.reference_sealed, home.school_id, "escalations", "reference", row.case_id)
    return found


def _related(
    session: Session, case: CaseRow, names: Mapping[str, str], *, knowing: bool
) -> tuple[tuple[str, str], ...]:
    """Return who has to do with the case, by role alone; who was told would say that a child is protected."""
    owner = session.get(PersonRow, case.owner_id) if case.owner_id is not None else None
    told = session.scalars(
        select(PersonRow)
        .where(PersonRow.id.in_(select(OutboxRow.person_id).where(OutboxRow.case_id == case.id)))
        .order_by(PersonRow.id)
    ).all()
    pairs = [
        ("With", _roles(owner) if owner else "Nobody yet"),
        ("Acknowledged by", names.get(case.acknowledged_by, "") if case.acknowledged_by else "Nobody yet"),
        ("Told", ", ".join(dict.fromkeys(_roles(row) for row in told)) if knowing else ""),
    ]
    return tuple((term, words) for term, words in pairs if words)


def _roles(person: PersonRow) -> str:
    return ", ".join(Role(role).label for role in person.roles)


def _dismissable(roles: frozenset[Role], case: CaseRow) -> bool:
    try:
        may_dismiss(roles, Label(case.category))
    except InputError:
        return False
    return True
