"""Writes the school's reports and registers as PDF or CSV, for somebody whose role may read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from casework import figures
from casework.documents import governors, render
from casework.documents.blocks import Document
from casework.documents.facts import london
from casework.documents.spreadsheet import as_csv
from casework.holds import knows
from casework.playbook import read_playbook
from casework.working_time import LONDON
from data.errors import InputError
from data.removal_words import ReportKind
from data.store import audit
from data.words import SOURCE_NAMES, Role, RunStatus
from pipelines import case_registers, running_registers
from pipelines.health import source_states
from pipelines.home import Home
from pipelines.register_pages import Register, page
from pipelines.seeing import roles_of

_KEEPERS = frozenset({Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DPO, Role.CHAIR})
READERS: Mapping[ReportKind, frozenset[Role]] = {
    ReportKind.GOVERNORS: _KEEPERS | {Role.GOVERNOR, Role.LINK_GOVERNOR, Role.COMMS_LEAD, Role.DIRECTOR},
    ReportKind.TAKEDOWNS: _KEEPERS | {Role.COMMS_LEAD, Role.DIRECTOR},
    ReportKind.DISCLOSURES: _KEEPERS,
    ReportKind.ACCESS: _KEEPERS,
    ReportKind.BREACHES: _KEEPERS | {Role.DIRECTOR, Role.COMMS_LEAD},
    ReportKind.INCIDENTS: _KEEPERS | {Role.COMMS_LEAD, Role.DIRECTOR},
    ReportKind.ESCALATIONS: _KEEPERS | {Role.COMMS_LEAD, Role.DIRECTOR},
    ReportKind.OVER_FLAGS: _KEEPERS | {Role.COMMS_LEAD},
    ReportKind.COVERAGE: _KEEPERS | {Role.GOVERNOR, Role.LINK_GOVERNOR, Role.COMMS_LEAD, Role.DIRECTOR},
    ReportKind.AUDITS: _KEEPERS | {Role.PLATFORM_OWNER, Role.DIRECTOR},
    ReportKind.DEVICES: _KEEPERS | {Role.PLATFORM_OWNER, Role.DIRECTOR},
    ReportKind.ACCOUNTS: _KEEPERS | {Role.PLATFORM_OWNER, Role.DIRECTOR, Role.COMMS_LEAD},
    ReportKind.CONSENTS: _KEEPERS - {Role.CHAIR},
    ReportKind.DELETIONS: _KEEPERS,
}


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
    return render.as_pdf(page(home, kind, register, begin, end), made_at=home.clock())


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
        governors.Part(SOURCE_NAMES[state.key], state.status.label)
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


_REGISTERS: Mapping[ReportKind, Callable[[Session, Home, str, datetime, datetime], Register]] = {
    ReportKind.TAKEDOWNS: case_registers.takedowns,
    ReportKind.DISCLOSURES: case_registers.disclosures,
    ReportKind.INCIDENTS: case_registers.incidents,
    ReportKind.ESCALATIONS: case_registers.escalations,
    ReportKind.OVER_FLAGS: case_registers.over_flags,
    ReportKind.BREACHES: case_registers.breach_register,
    ReportKind.ACCESS: running_registers.access,
    ReportKind.COVERAGE: running_registers.coverage,
    ReportKind.AUDITS: running_registers.audits,
    ReportKind.DEVICES: running_registers.devices,
    ReportKind.ACCOUNTS: running_registers.accounts,
    ReportKind.CONSENTS: running_registers.consents,
    ReportKind.DELETIONS: running_registers.deletions,
}
