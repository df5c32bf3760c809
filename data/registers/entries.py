"""Register entries as JSON objects, the form in which the store seals them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from data.records import Account, PermissionDecision, PhotoDeclaration, Pupil, StaffMember
from data.words import PermissionStatus, Platform


def pupil_entry(pupil: Pupil) -> dict[str, Any]:
    """Return the JSON object of a pupil."""
    return {
        "pupil_id": pupil.pupil_id,
        "legal_first": pupil.legal_first,
        "surname": pupil.surname,
        "preferred_first": pupil.preferred_first,
        "class": pupil.school_class,
        "date_of_birth": _text(pupil.date_of_birth),
        "permissions": dict(pupil.permissions),
        "leaver_date": _text(pupil.leaver_date),
        "protected": pupil.protected,
        "decisions": [_decision_entry(decision) for decision in pupil.decisions],
    }


def pupil(entry: Mapping[str, Any]) -> Pupil:
    """Return the pupil of a JSON object."""
    return Pupil(
        pupil_id=entry["pupil_id"],
        legal_first=entry["legal_first"],
        surname=entry["surname"],
        preferred_first=entry["preferred_first"],
        school_class=entry["class"],
        date_of_birth=_day(entry["date_of_birth"]),
        permissions=entry["permissions"],
        leaver_date=_day(entry["leaver_date"]),
        protected=entry["protected"],
        decisions=_decisions(entry),
    )


def staff_entry(member: StaffMember) -> dict[str, Any]:
    """Return the JSON object of a member of staff."""
    return {
        "name": member.name,
        "role": member.role,
        "known_as": list(member.known_as),
        "user": member.user,
        "decisions": [_decision_entry(decision) for decision in member.decisions],
    }


def staff_member(entry: Mapping[str, Any]) -> StaffMember:
    """Return the member of staff of a JSON object."""
    user = entry["user"].casefold() if entry["user"] else None  # sealed as written before files were read so
    return StaffMember(entry["name"], entry["role"], tuple(entry["known_as"]), user, _decisions(entry))


def account_entry(account: Account) -> dict[str, Any]:
    """Return the JSON object of an own account."""
    return {
        "platform": account.platform.value,
        "handle": account.handle,
        "area": account.area,
        "owner": account.owner,
        "purpose": account.purpose,
        "status": account.status,
    }


def account(entry: Mapping[str, Any]) -> Account:
    """Return the own account of a JSON object."""
    return Account(
        Platform(entry["platform"]),
        entry["handle"],
        entry["area"],
        entry["owner"],
        entry["purpose"],
        entry["status"],
    )


def photo_entry(photo: PhotoDeclaration) -> dict[str, Any]:
    """Return the JSON object of a photo declaration."""
    return {
        "file": photo.file,
        "sha256": photo.sha256,
        "phash": photo.phash,
        "pupil_ids": list(photo.pupil_ids),
        "others": photo.others,
        "status": photo.status,
        "purposes": list(photo.purposes),
        "declared_by": photo.declared_by,
        "declared_at": photo.declared_at.isoformat() if photo.declared_at else None,
        **({"features": photo.features} if photo.features else {}),
    }


def photo(entry: Mapping[str, Any]) -> PhotoDeclaration:
    """Return the photo declaration of a JSON object."""
    declared_at = entry["declared_at"]
    return PhotoDeclaration(
        file=entry["file"],
        sha256=entry["sha256"],
        phash=entry["phash"],
        pupil_ids=tuple(entry["pupil_ids"]),
        others=entry["others"],
        status=entry["status"],
        purposes=tuple(entry["purposes"]),
        declared_by=entry["declared_by"],
        declared_at=datetime.fromisoformat(declared_at) if declared_at else None,
        features=entry.get("features"),
    )


def _decision_entry(decision: PermissionDecision) -> dict[str, Any]:
    return {
        "purpose": decision.purpose,
        "status": decision.status.value,
        "since": _text(decision.since),
        "until": _text(decision.until),
        "basis": decision.basis,
        "naming": decision.naming,
        "source": decision.source,
    }


def _decisions(entry: Mapping[str, Any]) -> tuple[PermissionDecision, ...]:
    """Return the decisions of an entry; one that was sealed before decisions were kept has none."""
    return tuple(
        PermissionDecision(
            found["purpose"],
            PermissionStatus(found["status"]),
            _day(found["since"]),
            _day(found["until"]),
            found["basis"],
            found["naming"],
            found["source"],
        )
        for found in entry.get("decisions", ())
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
