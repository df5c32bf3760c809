"""Reports at a desk: which ones somebody may make, and the disclosure log of a register that leaves the school.

The log belongs to cases, so each case that the register lists gets its own entry before the file is handed over.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from casework.disclosure import Disclosure, disclose
from data.errors import InputError
from data.removal_words import PackRoute, ReportKind
from data.store.tables import CaseRow
from data.words import Role
from pipelines.home import Home
from pipelines.periods import terms
from pipelines.reports import READERS, make_report
from pipelines.seeing import roles_of

COUNTS_ONLY = frozenset({ReportKind.GOVERNORS, ReportKind.COVERAGE})
"""Reports in which nobody can be recognised; they may go anywhere without an entry."""
GOVERNORS = frozenset({Role.GOVERNOR, Role.LINK_GOVERNOR})
_REFERENCE = re.compile(r"GN-[A-Z0-9]{4}-[A-Z0-9]{4}")


@dataclass(frozen=True, slots=True)
class Made:
    """A report ready to be handed over. `disclosed`: how many cases got an entry in the disclosure log."""

    name: str
    form: str
    body: bytes
    sha256: str
    disclosed: int


def offered(*, home: Home, viewer: str) -> tuple[ReportKind, ...]:
    """Return the reports that the viewer may make."""
    with home.store.reading() as session:
        held = roles_of(session, home, viewer)
    return tuple(kind for kind in ReportKind if kind in READERS and not READERS[kind].isdisjoint(held))


def termly(*, home: Home, viewer: str) -> bool:
    """Say whether the viewer sees counts by whole terms only: two near dates would tell of the days between them."""
    with home.store.reading() as session:
        reading = roles_of(session, home, viewer) & READERS[ReportKind.GOVERNORS]
    # A governor who has another role too (a parent who is on the staff) reads the figures as a governor all the same.
    return bool(reading) and reading <= GOVERNORS


def write_report(
    *, home: Home, viewer: str, kind: ReportKind, begin: date, end: date, form: str, leaves: Disclosure | None = None
) -> Made:
    """Write the report; `leaves` says to whom it goes when it leaves the school, and is logged for each case in it.

    Raises `InputError` for a role that may not read it, wrong days, or a disclosure that does not say to whom and why.
    """
    if termly(home=home, viewer=viewer):
        known = terms(home=home)
        if (begin, end) not in {(one.begin, one.end) for one in known}:
            listed = "; ".join(f"{one.name}, {one.begin:%Y-%m-%d} to {one.end:%Y-%m-%d}" for one in known)
            raise InputError(f"governors read counts by whole terms, so choose one of these: {listed or 'none yet'}")
    body = make_report(home=home, viewer=viewer, kind=kind, begin=begin, end=end, form=form)
    digest = hashlib.sha256(body).hexdigest()
    logged = 0
    if leaves is not None and kind not in COUNTS_ONLY:
        table = body
        if form != "csv":
            table = make_report(home=home, viewer=viewer, kind=kind, begin=begin, end=end, form="csv")
        logged = _log(home, viewer, _references(table), leaves, digest)
    return Made(f"{kind.value}-{begin:%Y-%m-%d}-to-{end:%Y-%m-%d}.{form}", form, body, digest, logged)


def _references(table: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(table.decode("utf-8-sig")))
    return sorted({cell for row in rows for cell in row if _REFERENCE.fullmatch(cell)})


def _log(home: Home, viewer: str, references: list[str], said: Disclosure, digest: str) -> int:
    with home.store.writing() as session:
        cases = session.scalars(
            select(CaseRow).where(CaseRow.school_id == home.school_id, CaseRow.reference.in_(references))
        ).all()
        for case in cases:
            row = disclose(
                session, home.cipher, case, route=PackRoute.EVIDENCE, said=said, actor=viewer, now=home.clock()
            )
            row.document_sha256 = digest
    return len(cases)
