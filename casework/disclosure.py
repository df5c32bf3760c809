"""The disclosure log: to whom something of a case was given, why, and whether those concerned were asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.cases import note
from data.errors import InputError
from data.removal_words import Consent, PackRoute, SentHow
from data.store import audit
from data.store.cipher import Cipher
from data.store.removal_tables import DisclosureRow
from data.store.tables import CaseRow

STAYS_INSIDE = frozenset({PackRoute.CPOMS, PackRoute.REPLY, PackRoute.OWNER})
"""What discloses nothing: the school's own record, a reply that confirms nothing, a note to an account's owner."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a person says before an export. `consent_why` is needed where consent was not sought or was refused."""

    to: str
    why: str
    consent: Consent
    consent_why: str = ""


def disclose(
    session: Session, cipher: Cipher, case: CaseRow, *, route: PackRoute, said: Disclosure, actor: str, now: datetime
) -> DisclosureRow:
    """Store an entry; raise `InputError` for one that does not say to whom, why, or why nobody was asked."""
    if not said.to.strip():
        raise InputError("say to whom this goes")
    if not said.why.strip():
        raise InputError("say why this is disclosed")
    if said.consent is not Consent.GIVEN and not said.consent_why.strip():
        raise InputError("say why consent was not sought, or why this goes out although it was refused")
    place = (case.school_id, "disclosures")
    row = DisclosureRow(
        school_id=case.school_id,
        case_id=case.id,
        route=route.value,
        recipient_sealed=cipher.seal(said.to.strip(), *place, "recipient", case.id),
        why_sealed=cipher.seal(said.why.strip(), *place, "why", case.id),
        consent=said.consent.value,
        consent_why_sealed=(
            cipher.seal(said.consent_why.strip(), *place, "consent_why", case.id) if said.consent_why.strip() else None
        ),
        actor=actor,
        at=now,
    )
    session.add(row)
    session.flush()
    note(session, cipher, case, actor=actor, action=f"disclosed: {route.label}", at=now, reason=said.consent.value)
    audit.record(
        session,
        cipher,
        case.school_id,
        actor=actor,
        action="case:disclosed",
        at=now,
        reason=said.consent.value,
        details={"case": case.reference, "route": route.value, "disclosure": row.id},
    )
    return row


def mark_sent(
    session: Session,
    cipher: Cipher,
    case: CaseRow,
    row: DisclosureRow,
    *,
    how: SentHow,
    words: str,
    actor: str,
    now: datetime,
) -> None:
    """Note by which way a person sent what was disclosed; raise `InputError` for an insecure one without a reason."""
    if row.sent_at is not None:
        raise InputError("it is noted already how this was sent; record another disclosure to send again")
    if not how.is_secure and not words.strip():
        raise InputError("say who agreed to ordinary e-mail, and why: personal data does not go by it otherwise")
    row.sent_how, row.sent_at, row.sent_by = how.value, now, actor
    if words.strip():
        row.sent_note_sealed = cipher.seal(words.strip(), case.school_id, "disclosures", "sent_note", case.id)
    case.changed_at = now
    note(session, cipher, case, actor=actor, action=f"sent: {how.label}", at=now, reason=how.value, words=words)


def unused(session: Session, case_id: int, route: PackRoute) -> DisclosureRow | None:
    """Return the newest entry for this route that no document was written for yet."""
    return session.scalars(
        select(DisclosureRow)
        .where(
            DisclosureRow.case_id == case_id,
            DisclosureRow.route == route.value,
            DisclosureRow.document_sha256.is_(None),
        )
        .order_by(DisclosureRow.id.desc())
        .limit(1)
    ).first()


def opened(cipher: Cipher, row: DisclosureRow) -> Disclosure:
    """Return the entry of a row with its words."""
    place = (row.school_id, "disclosures")
    sealed = row.consent_why_sealed
    return Disclosure(
        to=cipher.open(row.recipient_sealed, *place, "recipient", row.case_id),
        why=cipher.open(row.why_sealed, *place, "why", row.case_id),
        consent=Consent(row.consent),
        consent_why=cipher.open(sealed, *place, "consent_why", row.case_id) if sealed else "",
    )
