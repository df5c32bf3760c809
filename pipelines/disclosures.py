"""The disclosure log of a case in people's hands: what was given to whom, and by which way a person sent it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from casework import disclosure
from data.errors import InputError
from data.removal_words import Consent, PackRoute, SentHow
from data.store import audit
from data.store.removal_tables import DisclosureRow
from pipelines.home import Home
from pipelines.seeing import case_for


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """A line of the log. `sha256` None: no document was written yet; `sent_how` None: nobody said that it was sent."""

    number: int
    at: datetime
    by: str
    route: PackRoute
    to: str
    why: str
    consent: Consent
    sha256: str | None
    sent_how: SentHow | None
    sent_at: datetime | None
    sent_by: str | None


def list_disclosures(*, home: Home, viewer: str, reference: str) -> tuple[DisclosureLine, ...]:
    """Return what of the case was disclosed, oldest first."""
    with home.store.reading() as session:
        case = case_for(session, home, viewer, reference)
        rows = session.scalars(
            select(DisclosureRow).where(DisclosureRow.case_id == case.id).order_by(DisclosureRow.id)
        ).all()
        return tuple(_line(home, row) for row in rows)


def note_sent_by(
    *, home: Home, viewer: str, reference: str, number: int, how: SentHow, words: str = ""
) -> DisclosureLine:
    """Note by which way a person sent what the entry `number` is about; return the entry.

    Raises `InputError` when there is no such entry, it was noted before, or a way that is not secure has no reason.
    """
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        row = session.get(DisclosureRow, number)
        if row is None or row.case_id != case.id:
            raise InputError("the case has no entry in the disclosure log with this number")
        disclosure.mark_sent(session, home.cipher, case, row, how=how, words=words, actor=viewer, now=home.clock())
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="case:document_sent",
            at=home.clock(),
            reason=how.value,
            details={"case": case.reference, "disclosure": row.id},
        )
        return _line(home, row)


def _line(home: Home, row: DisclosureRow) -> DisclosureLine:
    said = disclosure.opened(home.cipher, row)
    return DisclosureLine(
        number=row.id,
        at=row.at,
        by=row.actor,
        route=PackRoute(row.route),
        to=said.to,
        why=said.why,
        consent=said.consent,
        sha256=row.document_sha256,
        sent_how=SentHow(row.sent_how) if row.sent_how else None,
        sent_at=row.sent_at,
        sent_by=row.sent_by,
    )
