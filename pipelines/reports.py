"""Writes the school's reports and registers as PDF or CSV, for somebody whose role may read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from casework import disclosure, figures, takedown
from casework.documents import governors, render
from casework.documents.blocks import Document, Grid, Section, Words
from casework.documents.facts import london
from casework.documents.spreadsheet import as_csv
from casework.holds import knows
from casework.playbook import read_playbook
from casework.working_time import LONDON
from data.errors import InputError
from data.removal_words import PackRoute, ReportKind
from data.store import audit
from data.store.own_post_tables import BreachRow
from data.store.removal_tables import DisclosureRow, TakedownRow
from data.store.tables import AuditRow, CaseRow, DenialRow, PostRow
from data.words import BreachDecision, BreachOutcome, Label, Platform, Role, RunStatus
from pipelines.health import source_states
from pipelines.home import Home
from pipelines.seeing import person_of, roles_of, visible

_KEEPERS = frozenset({Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DPO, Role.CHAIR})
READERS: Mapping[ReportKind, frozenset[Role]] = {
    ReportKind.GOVERNORS: _KEEPERS | {Role.GOVERNOR, Role.LINK_GOVERNOR, Role.COMMS_LEAD, Role.DIRECTOR},
    ReportKind.TAKEDOWNS: _KEEPERS | {Role.COMMS_LEAD, Role.DIRECTOR},
    ReportKind.DISCLOSURES: _KEEPERS,
    ReportKind.ACCESS: _KEEPERS,
    ReportKind.BREACHES: _KEEPERS | {Role.DIRECTOR, Role.COMMS_LEAD},
}
_WIDE = {"Address": 5, "Why": 4, "To whom": 3, "When": 3}


@dataclass(frozen=True, slots=True)
class _Register:
    """A register as rows; the PDF and the CSV are made from the same."""

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    explained: str


def make_report(*, home: Home, viewer: str, kind: ReportKind, begin: date, end: date, form: str) -> bytes:
    """Return the report over the days from `begin` to `end`, both included, as "pdf" or "csv".

    Raises `InputError` for a role that may not read it or days in the wrong order. A register leaves out every case
    that `viewer` may not see.
    """
    if form not in ("pdf", "csv"):
        raise InputError("choose a file that ends in .pdf or .csv")
    if end < begin:
        raise InputError("the last day lies before the first: check --from and --to")
    first = datetime.combine(begin, time(), tzinfo=LONDON)
    after = datetime.combine(end + timedelta(days=1), time(), tzinfo=LONDON)
    with home.store.writing() as session:
        _may_read(session, home, viewer, kind)
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="report:made",
            at=home.clock(),
            reason=kind.value,
            details={"from": begin.isoformat(), "to": end.isoformat(), "form": form},
        )
        if kind is ReportKind.GOVERNORS:
            knowing = knows(roles_of(session, home, viewer))
            counted = _named(home, figures.count(session, home.school_id, begin=first, end=after, knowing=knowing))
            if form == "csv":
                return as_csv(*governors.table(counted))
            return render.as_pdf(_governors(home, counted, begin, end), made_at=home.clock())
        register = _REGISTERS[kind](session, home, viewer, first, after)
    if form == "csv":
        return as_csv(register.header, register.rows)
    return render.as_pdf(_register_page(home, kind, register, begin, end), made_at=home.clock())


def _may_read(session: Session, home: Home, viewer: str, kind: ReportKind) -> None:
    if READERS[kind].isdisjoint(roles_of(session, home, viewer)):
        who = ", ".join(sorted(role.label for role in READERS[kind]))
        raise InputError(f"this report may be read by: {who}")


def _named(home: Home, counted: figures.Figures) -> figures.Figures:
    names = {route.key: route.name.partition(",")[0] for route in read_playbook(home.folder).all_routes}
    removals = {(platform, names.get(route, route)): hours for (platform, route), hours in counted.removals.items()}
    return replace(counted, removals=removals)


def _governors(home: Home, counted: figures.Figures, begin: date, end: date) -> Document:
    silent = [
        governors.Part(state.key.replace("_", " "), state.status.label)
        for state in source_states(home=home)
        if state.status is not RunStatus.OK
    ]
    return governors.governors(
        counted,
        school=home.config.school.name,
        begin=begin,
        end=end,
        made=london(home.clock()),
        silent=silent,
    )


def _takedowns(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> _Register:
    found = session.execute(
        select(TakedownRow, CaseRow.reference, PostRow.url)
        .join(CaseRow, CaseRow.id == TakedownRow.case_id)
        .outerjoin(PostRow, PostRow.id == TakedownRow.post_id)
        .where(*_seen(session, home, viewer), TakedownRow.drafted_at >= first, TakedownRow.drafted_at < after)
        .order_by(TakedownRow.id)
    ).all()
    rows = []
    for row, reference, url in found:
        request = takedown.opened(home.cipher, row)
        state = takedown.current_state(session, row.case_id, row.post_id) if row.post_id else None
        rows.append(
            (
                reference,
                url or "not kept",
                Platform(request.platform).label,
                request.ground.label,
                request.filer.label,
                request.reference or "",
                london(request.sent_at) if request.sent_at else "not sent",
                london(request.response_at) if request.response_at else "",
                request.outcome.label,
                state.label if state else "not looked at",
            )
        )
    header = ("Case", "Address", "Platform", "Ground", "Filed by", "Reference", "Sent", "Answered", "Outcome", "Now")
    return _Register(header, rows, "Every removal request drafted in this time.")


def _disclosures(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> _Register:
    found = session.execute(
        select(DisclosureRow, CaseRow.reference)
        .join(CaseRow, CaseRow.id == DisclosureRow.case_id)
        .where(*_seen(session, home, viewer), DisclosureRow.at >= first, DisclosureRow.at < after)
        .order_by(DisclosureRow.id)
    ).all()
    rows = []
    for row, reference in found:
        said = disclosure.opened(home.cipher, row)
        rows.append(
            (
                london(row.at),
                reference,
                PackRoute(row.route).label,
                said.to,
                said.why,
                said.consent.label,
                said.consent_why,
                row.actor,
                (row.document_sha256 or "no document")[:12],
            )
        )
    header = ("When", "Case", "What", "To whom", "Why", "Consent", "Why not asked", "By", "SHA-256 begins")
    return _Register(header, rows, "To whom anything of a case was given, why, and whether those concerned were asked.")


def _access(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> _Register:
    person = person_of(session, home, viewer)
    kept_from = set(
        session.scalars(
            select(CaseRow.reference)
            .join(DenialRow, DenialRow.case_id == CaseRow.id)
            .where(DenialRow.person_id == person.id)
        )
    )
    rows = []
    events = session.scalars(
        select(AuditRow).where(AuditRow.school_id == home.school_id).order_by(AuditRow.number)
    ).yield_per(500)
    for event in events:
        at, case = datetime.fromisoformat(event.at), event.details.get("case", "")
        if not first <= at < after or case in kept_from or kept_from & set(event.details.get("cases", ())):
            continue
        rows.append((str(event.number), london(at), event.actor, event.action, event.reason or "", str(case)))
    header = ("No.", "When", "Who", "What", "Reason", "Case")
    return _Register(header, rows, "Who looked at, changed or exported what, less what the reader may not know of.")


def _breaches(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> _Register:
    found = session.execute(
        select(BreachRow, CaseRow.reference, PostRow.platform, PostRow.account)
        .join(CaseRow, CaseRow.id == BreachRow.case_id)
        .join(PostRow, PostRow.id == BreachRow.post_id)
        .where(*_seen(session, home, viewer), BreachRow.found_at >= first, BreachRow.found_at < after)
        .order_by(BreachRow.id)
    ).all()
    rows = [
        (
            reference,
            "; ".join(Label(label).label for label in row.labels),
            Platform(platform).label,
            account or "",
            london(row.found_at),
            "yes" if row.child_exposed else "no",
            BreachOutcome(row.outcome).label if row.outcome else "open",
            london(row.outcome_at) if row.outcome_at else "",
            row.recheck or "not looked at again",
            london(row.decide_by) if row.decide_by else "none runs",
            BreachDecision(row.decision).label if row.decision else "",
        )
        for row, reference, platform, account in found
    ]
    header = (
        "Case", "What", "Platform", "Account", "Found", "Child exposed", "Outcome", "Put right", "Seen since",
        "72 hours end", "DPO's decision",
    )  # fmt: skip
    return _Register(header, rows, "Posts of the school's own accounts that did not keep to its rules.")


_REGISTERS = {
    ReportKind.TAKEDOWNS: _takedowns,
    ReportKind.DISCLOSURES: _disclosures,
    ReportKind.ACCESS: _access,
    ReportKind.BREACHES: _breaches,
}


def _seen(session: Session, home: Home, viewer: str) -> list[ColumnElement[bool]]:
    if Role.DPO not in roles_of(session, home, viewer):
        return visible(session, home, viewer)
    # The DPO answers for the registers of every case, less those that keep them out.
    person = person_of(session, home, viewer)
    denied = select(DenialRow.case_id).where(DenialRow.person_id == person.id)
    return [CaseRow.school_id == home.school_id, CaseRow.id.not_in(denied)]


def _register_page(home: Home, kind: ReportKind, register: _Register, begin: date, end: date) -> Document:
    widths: Sequence[int] = [_WIDE.get(name, 2) for name in register.header]
    grid = (
        Grid(register.header, tuple(register.rows), tuple(widths)) if register.rows else Words("Nothing in this time.")
    )
    return Document(
        title=kind.label,
        sender=home.config.school.name,
        reference=f"{begin:%d %b %Y} to {end:%d %b %Y}",
        made=london(home.clock()),
        sections=(Section("", (Words(register.explained), grid)),),
        marking="Confidential: contains personal data.",
        landscape=True,
    )
