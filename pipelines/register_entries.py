"""The entries of the registers as a file gives them, and what each is found by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from data.records import StaffMember
from data.registers import entries, files
from data.registers.table import Sheet


def with_corners(entry: Mapping[str, Any], before: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return a picture's entry with what was learned of it since the last file: a file of names says less than that."""
    kept = before or {}
    corners = {"features": kept["features"]} if kept.get("features") else {}
    return {**entry, "phash": entry["phash"] or kept.get("phash"), **corners}


def _staff(path: Sheet, mapping: Mapping[str, str] | None) -> dict[str, dict[str, Any]]:
    found: tuple[StaffMember, ...] = files.read_staff(path, mapping=mapping)
    return {member.name: entries.staff_entry(member) for member in found}


def _accounts(path: Sheet, mapping: Mapping[str, str] | None) -> dict[str, dict[str, Any]]:
    found = (entries.account_entry(account) for account in files.read_accounts(path, mapping=mapping))
    return {_account_key(entry): entry for entry in found}


def _photos(path: Sheet, mapping: Mapping[str, str] | None) -> dict[str, dict[str, Any]]:
    found = (entries.photo_entry(photo) for photo in files.read_photos(path, mapping=mapping))
    return {photo_key(entry): entry for entry in found}


def _account_key(entry: Mapping[str, Any]) -> str:
    return f"{entry['platform']} {entry['handle'].lstrip('@').casefold()}"


def photo_key(entry: Mapping[str, Any]) -> str:
    """Return what a photo declaration is found by: SHA-256, else perceptual hash, else file name."""
    return str(entry["sha256"] or entry["phash"] or entry["file"])


READERS: dict[str, Callable[[Sheet, Mapping[str, str] | None], dict[str, dict[str, Any]]]] = {
    "staff": _staff,
    "accounts": _accounts,
    "photos": _photos,
}
_KEYS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "pupils": lambda entry: str(entry["pupil_id"]),
    "staff": lambda entry: str(entry["name"]),
    "accounts": _account_key,
    "photos": photo_key,
}


def key_of(register: str, entry: Mapping[str, Any]) -> str:
    """Return what an entry is found by."""
    return _KEYS[register](entry)
