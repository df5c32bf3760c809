"""What the store holds of a case: its row, and who was told; and closing one, for tests of what comes after."""

from __future__ import annotations

from sqlalchemy import select

from data.store.tables import CaseRow, OutboxRow, PersonRow
from data.words import CaseStatus, CloseReason
from pipelines.cases import change_status
from pipelines.home import Home


def stored_case(home: Home, reference: str | None) -> CaseRow:
    """Return the case as it is stored."""
    with home.store.reading() as session:
        return session.scalars(select(CaseRow).where(CaseRow.reference == reference)).one()


def told(home: Home) -> set[str]:
    """Return who has a message in the outbox, sent or not."""
    with home.store.reading() as session:
        return set(session.scalars(select(PersonRow.username).join(OutboxRow, OutboxRow.person_id == PersonRow.id)))


def close(
    home: Home,
    reference: str,
    *,
    viewer: str = "k.boateng",
    reason: CloseReason = CloseReason.PASSED_ON,
    words: str = "done",
) -> None:
    """Close the case as somebody would on its page."""
    change_status(home=home, viewer=viewer, reference=reference, status=CaseStatus.CLOSED, reason=reason, words=words)
