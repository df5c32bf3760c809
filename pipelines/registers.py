"""Imports the school's registers into the store, whole or not at all, and reads them for the detectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import InputError
from data.records import School
from data.registers import entries, files
from data.store import audit, registers
from pipelines.home import Home


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: how many entries were added, changed, removed, and stayed as they were."""

    register: str
    added: int
    changed: int
    removed: int
    unchanged: int
    stored: bool


def import_register(*, home: Home, register: str, path: Path, actor: str, dry_run: bool = False) -> Imported:
    """Read the CSV file at `path` as the whole of `register` (pupils, staff, accounts, photos) and store it.

    Nothing is stored on a dry run, or when any line is wrong: then `InputError` names the line.
    """
    read = _READERS.get(register)
    if read is None:
        raise InputError(f"there is no such register; choose one of: {', '.join(_READERS)}")
    fresh = read(path)
    with home.store.writing() as session:
        stored = registers.entries(session, home.cipher, home.school_id, register)
        known = {_KEYS[register](entry): entry for entry in stored}
        outcome = Imported(
            register,
            added=len(fresh.keys() - known.keys()),
            changed=sum(1 for key in fresh.keys() & known.keys() if fresh[key] != known[key]),
            removed=len(known.keys() - fresh.keys()),
            unchanged=sum(1 for key in fresh.keys() & known.keys() if fresh[key] == known[key]),
            stored=not dry_run,
        )
        if not dry_run:
            registers.replace(session, home.cipher, home.school_id, register, fresh, now=home.clock())
            audit.record(
                session,
                home.cipher,
                home.school_id,
                actor=actor,
                action=f"{register}:imported",
                at=home.clock(),
                details={"added": outcome.added, "changed": outcome.changed, "removed": outcome.removed},
            )
    return outcome


def load_school(*, home: Home, purpose: str) -> School:
    """Return the school with its registers opened in memory; recorded as one event with the number of pupils read."""
    with home.store.writing() as session:
        found = {register: registers.entries(session, home.cipher, home.school_id, register) for register in _READERS}
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor="goodname",
            action="pupils:matched",
            at=home.clock(),
            reason=purpose,
            details={"pupils": len(found["pupils"])},
        )
    return files.school_from(
        home.config,
        pupils=[entries.pupil(entry) for entry in found["pupils"]],
        staff=[entries.staff_member(entry) for entry in found["staff"]],
        accounts=[entries.account(entry) for entry in found["accounts"]],
        photos=[entries.photo(entry) for entry in found["photos"]],
    )


def _pupils(path: Path) -> dict[str, dict[str, Any]]:
    return {pupil.pupil_id: entries.pupil_entry(pupil) for pupil in files.read_pupils(path)}


def _staff(path: Path) -> dict[str, dict[str, Any]]:
    return {member.name: entries.staff_entry(member) for member in files.read_staff(path)}


def _accounts(path: Path) -> dict[str, dict[str, Any]]:
    found = (entries.account_entry(account) for account in files.read_accounts(path))
    return {_account_key(entry): entry for entry in found}


def _photos(path: Path) -> dict[str, dict[str, Any]]:
    found = (entries.photo_entry(photo) for photo in files.read_photos(path))
    return {_photo_key(entry): entry for entry in found}


def _account_key(entry: Mapping[str, Any]) -> str:
    return f"{entry['platform']} {entry['handle'].lstrip('@').casefold()}"


def _photo_key(entry: Mapping[str, Any]) -> str:
    return str(entry["sha256"] or entry["phash"] or entry["file"])


_READERS: dict[str, Callable[[Path], dict[str, dict[str, Any]]]] = {
    "pupils": _pupils,
    "staff": _staff,
    "accounts": _accounts,
    "photos": _photos,
}
_KEYS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "pupils": lambda entry: str(entry["pupil_id"]),
    "staff": lambda entry: str(entry["name"]),
    "accounts": _account_key,
    "photos": _photo_key,
}
