"""Writes one document of a case for one route: by a person who may, with the disclosure recorded, names left out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import illegal
from casework.alerts import ABOUT_STAFF
from casework.cases import note
from casework.disclosure import STAYS_INSIDE, Disclosure, disclose, unused
from casework.documents import authorities, helplines, letters, render
from casework.documents.blocks import Document, Section, Words
from casework.documents.facts import CaseFacts, london
from casework.documents.locking import locked_pdf, passphrase
from casework.documents.masking import Masker
from casework.documents.routes import (
    DOCUMENTS,
    NEEDS_A_GROUND,
    REACHES_THE_POSTER,
    REMOVES,
    TEMPLATES,
    WRITERS,
)
from casework.documents.wording import letter_values, platform_text
from casework.evidence import open_record
from casework.lock_holders import holds_lock
from casework.playbook import Route
from casework.section5 import notice_from, operator_deadline
from data.errors import InputError
from data.removal_words import Ground, PackRoute, RouteKind
from data.store import audit
from data.store.removal_tables import DisclosureRow, EscalationRow
from data.store.tables import CaseRow
from data.words import Label, Platform, Role
from pipelines.case_facts import Asked, case_facts
from pipelines.evidence import capture
from pipelines.home import Home
from pipelines.registers import load_school
from pipelines.seeing import case_for, person_of

FORMS = ("pdf", "docx", "txt")


@dataclass(frozen=True, slots=True)
class Pack:
    """A written document. `remarks` is what the person should know before sending it.

    `passphrase` opens a locked PDF; it is kept nowhere, and is told by telephone.
    """

    body: bytes
    sha256: str
    remarks: tuple[str, ...]
    passphrase: str | None = None


def make_pack(
    *,
    home: Home,
    viewer: str,
    reference: str,
    route: PackRoute,
    form: str,
    said: Disclosure | None = None,
    asked: Asked | None = None,
    notice: Mapping[str, Any] | None = None,
    via: str | None = None,
    locked: bool = False,
) -> Pack:
    """Return the document of `route` in `form` (pdf, docx or txt) and record that it was made.

    `locked`: the PDF opens only with a passphrase, for mail that is not secure.

    Raises `InputError` when the case is not there for `viewer`, their role may not write it, the case is locked, the
    disclosure was not recorded, there is no ground for removal, or the section 5 notice lacks a field.
    """
    if form not in FORMS:
        raise InputError(f"choose a file that ends in {', '.join('.' + f for f in FORMS)}")
    if locked and form != "pdf":
        raise InputError("only a PDF can be locked with a passphrase: choose a file that ends in .pdf")
    asked = asked or Asked()
    with home.store.reading() as session:
        _may_write(session, home, viewer, reference, route)
    school = load_school(home=home, purpose=f"document: {route.value}")
    with home.store.writing() as session:
        case = _may_write(session, home, viewer, reference, route)
        held = _before_advice(session, case, route)
        entry = _disclosed(session, home, case, route=route, said=said, viewer=viewer)
        if route is PackRoute.EVIDENCE:
            row = capture(session, home, case, school=school, viewer=viewer, asked=asked)
            sealed = open_record(session, home.cipher, home.folder, case, row, actor=viewer, now=home.clock())
            body = sealed.files["evidence.pdf"]
            remarks: tuple[str, ...] = ()
        else:
            facts, masker = case_facts(session, home, case, school=school, route=route, viewer=viewer, asked=asked)
            if facts.ground is Ground.NONE and route in NEEDS_A_GROUND:
                raise InputError(
                    "there is no ground for removal: close the case with a reply, the complaints route or no action"
                )
            is_locked = illegal.is_locked(session, case.id)
            body, remarks = _written(home, facts, masker, route, form, notice=notice, via=via, locked=is_locked)
        phrase = passphrase() if locked else None
        body = locked_pdf(body, phrase) if phrase else body
        pack = Pack(body, hashlib.sha256(body).hexdigest(), (*held, *remarks), phrase)
        if entry is not None:
            entry.document_sha256 = pack.sha256
        note(session, home.cipher, case, actor=viewer, action=f"document made: {route.label}", at=home.clock())
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="case:exported",
            at=home.clock(),
            reason=route.value,
            details={"case": case.reference, "sha256": pack.sha256, "disclosure": entry.id if entry else None},
        )
        return pack


def _may_write(session: Session, home: Home, viewer: str, reference: str, route: PackRoute) -> CaseRow:
    case = case_for(session, home, viewer, reference)
    person = person_of(session, home, viewer)
    roles = {Role(role) for role in person.roles}
    if illegal.is_locked(session, case.id):
        if route in illegal.ROUTES and holds_lock(session, case, person.id):
            return case
        raise InputError(
            "this case is locked: it may point to illegal imagery. Only the safeguarding lead may write its address, "
            "for the police, the IWF or CEOP; nothing else of it is exported"
        )
    if WRITERS[route].isdisjoint(roles):
        who = ", ".join(sorted(role.label for role in WRITERS[route]))
        raise InputError(f"this document may be written by: {who}")
    return case


def _before_advice(session: Session, case: CaseRow, route: PackRoute) -> tuple[str, ...]:
    """Return what to say of a document about an allegation on which nobody has advised yet.

    Raises `InputError` for one that would tell the poster or the public that the school knows.
    """
    if Label(case.category) not in ABOUT_STAFF:
        return ()
    told = session.scalars(
        select(EscalationRow.id).where(
            EscalationRow.case_id == case.id,
            EscalationRow.route.in_((PackRoute.LADO.value, PackRoute.POLICE.value)),
            EscalationRow.skipped.is_(False),
        )
    ).first()
    if told is not None:
        return ()
    if route in REACHES_THE_POSTER:
        raise InputError(
            "this is an allegation about a member of staff: nobody replies to it or asks its author before the LADO "
            "has advised; tell the LADO, then record it (`goodname escalate CASE --rung 1 --route lado`)"
        )
    if route in REMOVES:
        return ("Hold this until the LADO or the police have advised: they may need the post as it stands.",)
    return ()


def _disclosed(
    session: Session, home: Home, case: CaseRow, *, route: PackRoute, said: Disclosure | None, viewer: str
) -> DisclosureRow | None:
    if said is not None:
        return disclose(session, home.cipher, case, route=route, said=said, actor=viewer, now=home.clock())
    if route in STAYS_INSIDE:
        return None
    entry = unused(session, case.id, route)
    if entry is None:
        raise InputError(
            "record the disclosure first: say to whom it goes (--to), why (--why), and whether those concerned were "
            "asked (--consent given, refused or not_sought, with --consent-why)"
        )
    return entry


def _written(
    home: Home,
    facts: CaseFacts,
    masker: Masker,
    route: PackRoute,
    form: str,
    *,
    notice: Mapping[str, Any] | None,
    via: str | None,
    locked: bool,
) -> tuple[bytes, tuple[str, ...]]:
    templates, remarks = home.folder / "templates", []
    document: Document | None = None
    if locked:
        titles = {PackRoute.POLICE: "Information for the police", PackRoute.CEOP: "Information for CEOP"}
        document = helplines.iwf(facts) if route is PackRoute.IWF else authorities.locked(facts, titles[route])
    elif route is PackRoute.PLATFORM:
        chosen = _route(facts, via)
        text = platform_text(facts, chosen, masker, templates=templates)
        document = helplines.platform(facts, chosen, text)
        remarks += [f"{chosen.name}. May be filed by: {', '.join(f.label.lower() for f in chosen.filers)}."]
    elif route in DOCUMENTS and (form == "pdf" or route not in TEMPLATES):
        document = DOCUMENTS[route](facts)
        remarks += helplines.posh_remarks(facts) if route is PackRoute.POSH else ()
        remarks += authorities.remarks(facts, _CONTACTS[route]) if route in _CONTACTS else ()
    if document is not None:
        if form == "docx":
            raise InputError("this document is a PDF or a text: choose a file that ends in .pdf or .txt")
        body = render.as_pdf(document, made_at=facts.now) if form == "pdf" else document.as_text().encode()
        return body, tuple(remarks)
    values = letter_values(facts)
    if route is PackRoute.S5:
        checked = notice_from(notice or {}, nation=facts.nation)
        due = operator_deadline(facts.now, nation=facts.nation)
        remarks.append(f"Sent now, the operator's 48 hours end {london(due)} (London time).")
        values["notice"] = {
            name: masker.words(value) if isinstance(value, str) and name in _FREE_WORDS else value
            for name in checked.__dataclass_fields__
            for value in [getattr(checked, name)]
        }
    letter = letters.render(TEMPLATES[route], values, masker=masker, templates=templates)
    if route is PackRoute.WIKIPEDIA:
        remarks.append("Send it by e-mail only. Never ask for oversight on a page of the wiki.")
    if form == "docx":
        return letters.as_docx(letter), tuple(remarks)
    if form == "txt":
        return letters.as_text(letter).encode(), tuple(remarks)
    return render.as_pdf(_letter_page(facts, letter, route), made_at=facts.now), tuple(remarks)


_CONTACTS = {
    PackRoute.LADO: "lado",
    PackRoute.POLICE: "police_101",
    PackRoute.MASH: "mash",
    PackRoute.CEOP: "ceop",
    PackRoute.IWF: "iwf",
    PackRoute.RHC: "rhc",
    PackRoute.OFCOM: "ofcom",
    PackRoute.ICO: "ico",
}
_FREE_WORDS = ("statement", "why_defamatory", "meaning", "inaccurate_facts", "unsupported_opinions")


def _route(facts: CaseFacts, via: str | None) -> Route:
    advice = facts.playbook.routes(
        Platform(facts.posts[0].platform), facts.ground, facts.subject, facts.nation, school_type=facts.school_type
    )
    fitting = [route for route in advice.routes if route.kind in (RouteKind.PLATFORM, RouteKind.FORMAL)]
    if via is not None:
        fitting = [route for route in fitting if route.key == via]
    if not fitting:
        raise InputError(" ".join(advice.missing) or "the playbook has no platform route for this matter")
    return fitting[0]


def _letter_page(facts: CaseFacts, letter: letters.Letter, route: PackRoute) -> Document:
    return Document(
        title=letter.subject or route.label,
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        sections=(Section("", (Words(letter.body),)),),
        marking="Draft for a person to check and send.",
        letter=True,
    )
