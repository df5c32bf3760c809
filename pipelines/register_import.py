"""Importing a register from the dashboard: who may, what the file's columns are, what would change, then the import.

The file stays in memory: a roll never lies on a disk in the clear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.errors import InputError
from data.policy import resolved
from data.registers.mapping import ColumnMapping, read_mapping, recognised
from data.registers.roll_file import purposes_of
from data.registers.table import SheetInHand, header_of, rows
from data.store import audit
from data.words import Role
from pipelines.audit_record import needs_role
from pipelines.home import Home
from pipelines.registers import MAPPINGS, REGISTERS, Imported, import_register
from pipelines.sweep import Swept, run_sweeps

_LEADS = frozenset({Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DPO})
IMPORTERS: Mapping[str, frozenset[Role]] = {
    "pupils": _LEADS,
    "staff": _LEADS,
    "accounts": _LEADS | {Role.COMMS_LEAD},
    "photos": _LEADS | {Role.COMMS_LEAD},
}
"""Who may replace which register; ICT never reads one, so it imports none."""

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "pupils": {
        "pupil_id": "Pupil id (UPN or admission number)",
        "full_name": "Whole name (Surname, Forename)",
        "legal_first": "Legal first name",
        "surname": "Surname",
        "preferred_first": "Name the child is called by",
        "class": "Class",
        "date_of_birth": "Date of birth",
        "leaver_date": "Leaving date",
        "protected": "Must never be shown (protected)",
        "permission_date": "Date of the permissions",
    },
    "staff": {"name": "Name", "role": "Role", "known_as": "Known as", "user": "User name here"},
    "accounts": {
        "platform": "Platform",
        "handle": "Handle",
        "area": "Class or area",
        "owner": "Who looks after it",
        "purpose": "Photo permission it needs",
        "status": "Status",
    },
    "photos": {
        "file": "File name",
        "sha256": "SHA-256",
        "phash": "Perceptual hash",
        "pupil_ids": "Pupil ids in the picture",
        "others": "How many others",
        "status": "Status",
        "purposes": "What it may be used for",
        "declared_by": "Declared by",
        "declared_at": "Declared at",
    },
}
"""Our columns of each register, as a person reads them; a permission column goes by its purpose."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "pupils": ("pupil_id",),
    "staff": ("name",),
    "accounts": ("platform", "handle"),
    "photos": (),
}
_UNKNOWN = "No export that is known here: choose each column"
_PREVIEWED = 3
_MOST_CONSENTS = 40


@dataclass(frozen=True, slots=True)
class Preview:
    """A file before it is imported: its columns, the first lines, and the mapping that seems to fit it."""

    columns: tuple[str, ...]
    first_lines: tuple[tuple[str, ...], ...]
    lines: int
    suggested: ColumnMapping
    suggested_is: str
    purposes: Mapping[str, str]


def may_import(*, home: Home, viewer: str) -> tuple[str, ...]:
    """Return the registers that `viewer` may replace, in our order."""
    return tuple(register for register in REGISTERS if _may(home, viewer, register))


def preview(*, home: Home, viewer: str, register: str, sheet: SheetInHand) -> Preview:
    """Return what stands in the file's first lines and how its columns seem to map; nothing is stored."""
    needs_import(home=home, viewer=viewer, register=register)
    columns = tuple(header_of(sheet))
    if not columns:
        raise InputError(f"{sheet.name}: is empty; export the list again as CSV")
    lines = _cells(sheet, columns)
    mapping, source = _suggested(home, register, columns)
    policy = resolved(home.config.policy)
    labels = policy["purposes"]
    purposes = {purpose: str(labels.get(purpose, purpose)) for purpose in purposes_of(policy)}
    return Preview(
        columns, tuple(lines[:_PREVIEWED]), len(lines), mapping, source, purposes if register == "pupils" else {}
    )


def consents_in(*, home: Home, viewer: str, sheet: SheetInHand, column: str) -> tuple[str, ...]:
    """Return the names of consents that stand in `column` of a file with one line a consent, each once."""
    needs_import(home=home, viewer=viewer, register="pupils")
    columns = tuple(header_of(sheet))
    if column not in columns:
        return ()
    at = columns.index(column)
    found = dict.fromkeys(line[at] for line in _cells(sheet, columns) if line[at])
    if len(found) > _MOST_CONSENTS:
        raise InputError("this column holds too many different words to be the names of consents; choose another")
    return tuple(found)


def dry_run(*, home: Home, viewer: str, register: str, sheet: SheetInHand, mapping: ColumnMapping) -> Imported:
    """Return what importing the file would change; nothing is stored."""
    needs_import(home=home, viewer=viewer, register=register)
    return import_register(home=home, register=register, path=sheet, actor=viewer, dry_run=True, mapping=mapping)


def import_sheet(
    *, home: Home, viewer: str, register: str, sheet: SheetInHand, mapping: ColumnMapping
) -> tuple[Imported, list[Swept]]:
    """Store the file as the whole register, keep its mapping, and search what is published where that follows from it.

    Raises `InputError` that lists every line that cannot be used; then nothing is stored.
    """
    needs_import(home=home, viewer=viewer, register=register)
    done = import_register(home=home, register=register, path=sheet, actor=viewer, mapping=mapping)
    with home.store.writing() as session:
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action=f"{register}:mapping_saved",
            at=home.clock(),
            details={"columns": len(mapping.columns), "permissions": len(mapping.permissions)},
        )
    return done, run_sweeps(home=home, viewer=viewer) if done.sweeps else []


def _suggested(home: Home, register: str, columns: Sequence[str]) -> tuple[ColumnMapping, str]:
    """Return the mapping that fits: the saved one, our own names where they stand, or one that comes with Goodname."""
    saved = home.folder / MAPPINGS / f"{register}.toml"
    if saved.exists():
        mapping = read_mapping(saved)
        if register != "pupils" or mapping.fits(columns):
            return mapping.reduced_to(columns), "As at the last import"
    there = {name.casefold(): name for name in columns}
    ours = {key: there[key] for key in COLUMNS[register] if key in there}
    own = ColumnMapping("ours", ours)
    if register != "pupils" or {"pupil_id", "legal_first"} <= set(ours):
        policy = resolved(home.config.policy)
        consents = {there[p]: p for p in purposes_of(policy) if p in there} if register == "pupils" else {}
        return ColumnMapping("ours", ours, consents), "The columns have the names that Goodname gives them"
    found = recognised(columns)
    return (found, f"The columns look like an export of {found.name.capitalize()}") if found else (own, _UNKNOWN)


def _cells(sheet: SheetInHand, columns: Sequence[str]) -> list[tuple[str, ...]]:
    keys = {f"column {at}": name for at, name in enumerate(columns)}
    found = rows(
        sheet,
        required=(),
        optional=tuple(keys),
        mapping=keys,
        on_bad_line=lambda _line, _error: None,
    )
    return [tuple(row.cell(key) for key in keys) for row in found]


def needs_import(*, home: Home, viewer: str, register: str) -> None:
    """Raise `InputError` unless the roles of `viewer` replace this register."""
    if register not in IMPORTERS:
        raise InputError(f"there is no such register; choose one of: {', '.join(REGISTERS)}")
    with home.store.reading() as session:
        needs_role(session, home, viewer, IMPORTERS[register], f"import the register of {register}")


def _may(home: Home, viewer: str, register: str) -> bool:
    try:
        needs_import(home=home, viewer=viewer, register=register)
    except InputError:
        return False
    return True
