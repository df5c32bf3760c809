"""What every register is made of: rows for the PDF and the CSV, of the cases that its reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from casework.documents.blocks import Document, Grid, Section, Words
from casework.documents.facts import london
from data.removal_words import ReportKind
from data.store.tables import CaseRow, DenialRow
from data.words import Role
from pipelines.home import Home
from pipelines.seeing import person_of, roles_of, visible

_WIDE = {
    "Case": 3,
    "Opened": 3,
    "Kind": 3,
    "Taken on": 3,
    "Closed": 3,
    "Posts": 1,
    "Address": 5,
    "Why": 4,
    "To whom": 3,
    "When": 3,
    "What": 3,
    "Step": 4,
    "Why left out": 4,
    "Exceptions": 4,
}


@dataclass(frozen=True, slots=True)
class Register:
    """A register as rows; `explained` says in a sentence what stands in it, `personal` whether people do."""

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    explained: str
    personal: bool = True


def seen(session: Session, home: Home, viewer: str) -> list[ColumnElement[bool]]:
    """Return the conditions that let through the cases whose lines the reader may read."""
    if Role.DPO not in roles_of(session, home, viewer):
        return visible(session, home, viewer)
    # The DPO answers for the registers of every case, less those that keep them out.
    person = person_of(session, home, viewer)
    denied = select(DenialRow.case_id).where(DenialRow.person_id == person.id)
    return [CaseRow.school_id == home.school_id, CaseRow.id.not_in(denied)]


def page(home: Home, kind: ReportKind, register: Register, begin: date, end: date) -> Document:
    """Return the register as a document to print."""
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
        marking="Confidential: contains personal data." if register.personal else "Counts only. No personal data.",
        landscape=True,
    )
