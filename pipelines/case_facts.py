"""Reads a case from the store as documents need it: masked for its route, with requests, steps and who had access."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import evidence, holds, ladder, takedown
from casework.documents.facts import NOT_KEPT, CaseFacts, Escalated, PostFacts
from casework.documents.masking import Masker
from casework.documents.routes import names_kept_out
from casework.playbook import read_playbook
from casework.reportable import likely
from data.records import Finding, School
from data.removal_words import Ground, PackRoute, Subject
from data.store.findings import as_finding
from data.store.posts import as_post
from data.store.removal_tables import EscalationRow, TakedownRow
from data.store.schools import people
from data.store.tables import CasePostRow, CaseRow, FindingRow, PostRow
from data.words import Label, Provenance, Role, Where
from pipelines.home import Home
from pipelines.seeing import roles_of

_NAMES_ON_PURPOSE = ("recipient", "sender_name")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person who asks for a document added to the case's own facts."""

    ground: Ground | None = None
    subject: Subject | None = None
    restricted: bool = False
    given: Mapping[str, str] | None = None


def case_facts(
    session: Session, home: Home, case: CaseRow, *, school: School, route: PackRoute, viewer: str, asked: Asked
) -> tuple[CaseFacts, Masker]:
    """Return what a document of this route may know of the case, and the masker that it was made with."""
    rows = session.scalars(
        select(PostRow)
        .join(CasePostRow, CasePostRow.post_id == PostRow.id)
        .where(CasePostRow.case_id == case.id)
        .order_by(PostRow.id)
    ).all()
    findings = {row.id: _findings(session, row.id) for row in rows}
    labels = {Label(case.category)} | {finding.label for found in findings.values() for finding in found}
    ground, subject = _ground(session, case, asked)
    restricted = asked.restricted or Label.REPORTING_RESTRICTION in labels or ground is Ground.REPORTING_RESTRICTION
    masker = Masker(school, names_kept_out(route, restricted=restricted))
    changes = takedown.state_changes(session, case.id)
    posts = []
    for row in rows:
        post = as_post(row)
        own = tuple((change.state, change.at) for change in changes if change.post_id == row.id)
        posts.append(
            PostFacts(
                post_id=row.id,
                url=post.url or NOT_KEPT,
                platform=post.platform.value,
                platform_name=post.platform.label,
                poster=masker.words(post.author or post.account) or "not said",
                published_at=post.published_at,
                seen_at=row.collected_at,
                text=masker.text_of(post, findings[row.id]),
                title=masker.text_of(post, findings[row.id], Where.TITLE),
                state=own[-1][0] if own else None,
                states=own,
                verified=post.provenance is Provenance.COLLECTED,
            )
        )
    roles = {person.username: _role(person.roles) for person in people(session, home.school_id)}
    facts = CaseFacts(
        reference=case.reference,
        school_name=home.config.school.name,
        town=home.config.school.town or "",
        school_type=home.config.school.type,
        nation=home.config.school.nation,
        category=Label(case.category),
        severity=holds.shown(case, knowing=holds.knows(roles_of(session, home, viewer))).severity,
        opened_at=case.opened_at,
        now=home.clock(),
        posts=tuple(posts),
        ground=ground,
        subject=subject,
        safeguarding=bool(labels & {Label.SAFEGUARDING, Label.STAFF_ALLEGATION}),
        minors=bool(labels & {Label.SAFEGUARDING, Label.CHILD_IDENTIFYING, Label.CHILD_NAMED})
        or subject is Subject.CHILD
        or masker.met_a_child,
        restricted=restricted,
        requests=tuple(takedown.requests(session, home.cipher, case)),
        escalations=tuple(_steps(session, home, case)),
        access=tuple(
            (at, roles.get(who, "somebody no longer on the list"), what)
            for at, who, what in evidence.access(session, home.school_id, case.reference)
        ),
        sender_role=roles.get(viewer, viewer),
        playbook=read_playbook(home.folder),
        given=_recorded(session, home, case)
        | {
            name: value if name in _NAMES_ON_PURPOSE else masker.words(value)
            for name, value in (asked.given or {}).items()
        },
    )
    return facts, masker


def _recorded(session: Session, home: Home, case: CaseRow) -> dict[str, str]:
    """Return the reference that the safeguarding system gave, where somebody recorded it on the ladder."""
    sealed = session.scalars(
        select(EscalationRow.reference_sealed)
        .where(
            EscalationRow.case_id == case.id,
            EscalationRow.rung == ladder.Rung.RECORD.value,
            EscalationRow.reference_sealed.is_not(None),
        )
        .order_by(EscalationRow.id.desc())
        .limit(1)
    ).first()
    return (
        {"cpoms_ref": home.cipher.open(sealed, home.school_id, "escalations", "reference", case.id)} if sealed else {}
    )


def _findings(session: Session, post_id: int) -> list[Finding]:
    rows = session.scalars(select(FindingRow).where(FindingRow.post_id == post_id).order_by(FindingRow.id))
    return [as_finding(row) for row in rows]


def _ground(session: Session, case: CaseRow, asked: Asked) -> tuple[Ground, Subject]:
    _, ground, subject = likely(Label(case.category))
    newest = session.scalars(
        select(TakedownRow).where(TakedownRow.case_id == case.id).order_by(TakedownRow.id.desc()).limit(1)
    ).first()
    if newest is not None:
        ground, subject = Ground(newest.ground), Subject(newest.subject)
    return asked.ground or ground, asked.subject or subject


def _steps(session: Session, home: Home, case: CaseRow) -> Iterable[Escalated]:
    rows = session.scalars(select(EscalationRow).where(EscalationRow.case_id == case.id).order_by(EscalationRow.id))
    for row in rows:
        if not row.skipped:
            route = f" ({PackRoute(row.route).label})" if row.route else ""
            yield Escalated(row.at, f"{ladder.Rung(row.rung).label}{route}", row.outcome or "done")
        else:
            why = row.why_sealed and home.cipher.open(row.why_sealed, home.school_id, "escalations", "why", case.id)
            yield Escalated(row.at, ladder.Rung(row.rung).label, f"left out: {why}")


def _role(roles: list[str]) -> str:
    # A role stands for the person: documents carry no user names, which are made of people's names.
    return ", ".join(Role(role).label for role in roles)
