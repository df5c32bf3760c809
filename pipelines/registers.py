"""Imports the school's registers into the store, whole or not at all, and reads them for the detectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from casework.working_time import LONDON
from data.errors import InputError
from data.policy import resolved
from data.records import Pupil, School
from data.registers import entries, files, permissions
from data.registers.mapping import SHIPPED, ColumnMapping, chosen_mapping, read_mapping, recognised
from data.registers.roll_file import Rejected, purposes_of, read_roll
from data.registers.table import Sheet, header_of
from data.store import audit, learning, registers, sweeps
from pipelines.home import Home
from pipelines.register_entries import READERS, key_of, with_corners
from pipelines.roll_import import Change, compare

REGISTERS = ("pupils", "staff", "accounts", "photos")
DECLARATIONS = "declarations"
"""What staff said of pictures before publishing them: kept beside the photo register, which an import replaces."""

MAPPINGS = "mappings"
_LISTED_REJECTS = 50


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do.

    `left` counts pupils who are not in the file any more (they stay, marked); `removed` counts entries of the other
    registers that went. `rejected` lines keep the whole file from being stored. `sweeps` says how many searches of what
    is published already this import asks for.
    """

    register: str
    added: int
    changed: int
    removed: int
    unchanged: int
    stored: bool
    withdrawn: int = 0
    left: int = 0
    rejected: tuple[Rejected, ...] = ()
    changes: tuple[Change, ...] = ()
    mapping: str | None = None
    sweeps: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """What would be stored, and what it changes."""

    fresh: Mapping[str, Mapping[str, Any]]
    outcome: Imported
    sweeps: tuple[tuple[sweeps.Cause, tuple[str, ...]], ...] = field(default=())


def import_register(
    *,
    home: Home,
    register: str,
    path: Sheet,
    actor: str,
    dry_run: bool = False,
    mapping: str | ColumnMapping | None = None,
) -> Imported:
    """Read the CSV file at `path` as the whole of `register` (pupils, staff, accounts, photos) and store it.

    `mapping` is one, its file, or the name of a shipped one; it is saved with the first import stored and used from
    then on. Nothing is stored on a dry run, or when any line is wrong: then `InputError` names every such line.
    """
    if register not in REGISTERS:
        raise InputError(f"there is no such register; choose one of: {', '.join(REGISTERS)}")
    chosen = _mapping(home, register, path, mapping)
    with home.store.writing() as session:
        stored = registers.entries(session, home.cipher, home.school_id, register)
        known = {key_of(register, entry): entry for entry in stored}
        plan = (
            _pupils(home, path, chosen, known) if register == "pupils" else _others(home, register, path, chosen, known)
        )
        outcome = replace(plan.outcome, mapping=chosen.name if chosen else None)
        if dry_run:
            return outcome
        if outcome.rejected:
            raise InputError(_refusal(path, outcome.rejected))
        _store(session, home, register, plan, actor)
    if mapping is not None and chosen is not None:
        _save_mapping(home, register, chosen)
    return replace(outcome, stored=True)


def load_school(*, home: Home, purpose: str) -> School:
    """Return the school with its registers opened in memory; recorded as one event with the number of pupils read."""
    with home.store.writing() as session:
        found = {
            register: registers.entries(session, home.cipher, home.school_id, register)
            for register in (*REGISTERS, DECLARATIONS)
        }
        calibrations = learning.in_force(session, home.school_id)
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
    policy = resolved(home.config.policy)
    today, rules, purposes = school_day(home), permissions.rules_of(policy), purposes_of(policy)
    return files.school_from(
        home.config,
        pupils=[permissions.as_of(entries.pupil(entry), purposes, on=today, rules=rules) for entry in found["pupils"]],
        staff=[entries.staff_member(entry) for entry in found["staff"]],
        accounts=[entries.account(entry) for entry in found["accounts"]],
        photos=[entries.photo(entry) for entry in (*found["photos"], *found[DECLARATIONS])],
        calibrations=calibrations,
    )


def school_day(home: Home) -> date:
    """Return today, by London time."""
    return home.clock().astimezone(LONDON).date()


def _pupils(home: Home, path: Sheet, mapping: ColumnMapping | None, known: Mapping[str, Mapping[str, Any]]) -> _Plan:
    policy = resolved(home.config.policy)
    purposes = purposes_of(policy)
    reading = read_roll(path, mapping=mapping, purposes=purposes)
    change = compare(
        {key: entries.pupil(entry) for key, entry in known.items()},
        reading,
        on=school_day(home),
        source=f"import of {Path(path.name).suffix.lstrip('.') or 'a file'}",
        rules=permissions.rules_of(policy),
        purposes=purposes,
    )
    kinds = [entry.kind for entry in change.changes]
    asked: list[tuple[sweeps.Cause, tuple[str, ...]]] = []
    if change.withdrawn:
        asked.append((sweeps.Cause.PERMISSION_WITHDRAWN, tuple(change.withdrawn)))
    if change.left:
        asked.append((sweeps.Cause.PUPIL_LEFT, change.left))
    newly_protected = _newly_protected(known, change.pupils)
    if newly_protected:
        asked.append((sweeps.Cause.PERMISSION_WITHDRAWN, newly_protected))
    outcome = Imported(
        "pupils",
        added=kinds.count("added"),
        changed=kinds.count("changed"),
        removed=0,
        unchanged=change.unchanged,
        stored=False,
        withdrawn=len(change.withdrawn),
        left=len(change.left),
        rejected=change.rejected,
        changes=change.changes,
        sweeps=len(asked),
    )
    return _Plan({p.pupil_id: entries.pupil_entry(p) for p in change.pupils}, outcome, tuple(asked))


def _newly_protected(known: Mapping[str, Mapping[str, Any]], pupils: Sequence[Pupil]) -> tuple[str, ...]:
    return tuple(
        p.pupil_id for p in pupils if p.protected and p.pupil_id in known and not known[p.pupil_id]["protected"]
    )


def _others(
    home: Home, register: str, path: Sheet, mapping: ColumnMapping | None, known: Mapping[str, Mapping[str, Any]]
) -> _Plan:
    fresh: Mapping[str, Mapping[str, Any]] = READERS[register](path, mapping.columns if mapping else None)
    if register == "photos":
        fresh = {key: with_corners(entry, known.get(key)) for key, entry in fresh.items()}
    if register == "staff":
        fresh = {key: _with_decisions(home, entry, known.get(key)) for key, entry in fresh.items()}
    changed = [key for key in fresh.keys() & known.keys() if fresh[key] != known[key]]
    changes = (
        *(Change("added", key) for key in fresh.keys() - known.keys()),
        *(Change("changed", key) for key in changed),
        *(Change("removed", key) for key in known.keys() - fresh.keys()),
    )
    out = (
        tuple(key for key, entry in fresh.items() if _is_out(entry) and not _is_out(known.get(key, {})))
        if register == "photos"
        else ()
    )
    outcome = Imported(
        register,
        added=len(fresh.keys() - known.keys()),
        changed=len(changed),
        removed=len(known.keys() - fresh.keys()),
        unchanged=len(fresh.keys() & known.keys()) - len(changed),
        stored=False,
        changes=changes,
        sweeps=int(bool(out)),
    )
    return _Plan(fresh, outcome, ((sweeps.Cause.PICTURE_WITHHELD, out),) if out else ())


def _with_decisions(home: Home, entry: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    member = entries.staff_member(entry)
    earlier = entries.staff_member(before).decisions if before else ()
    told = permissions.history(earlier, member.decisions, on=school_day(home), source="import of csv")
    return entries.staff_entry(replace(member, decisions=told))


def _is_out(entry: Mapping[str, Any]) -> bool:
    return entry.get("status") in ("withheld", "withdrawn")


def _store(session: Session, home: Home, register: str, plan: _Plan, actor: str) -> None:
    now = home.clock()
    registers.replace(session, home.cipher, home.school_id, register, plan.fresh, now=now)
    for cause, subjects in plan.sweeps:
        sweeps.ask(session, home.cipher, home.school_id, cause=cause, subjects=subjects, actor=actor, now=now)
    done = plan.outcome
    audit.record(
        session,
        home.cipher,
        home.school_id,
        actor=actor,
        action=f"{register}:imported",
        at=now,
        details={
            "added": done.added,
            "changed": done.changed,
            "removed": done.removed,
            "withdrawn": done.withdrawn,
            "left": done.left,
        },
    )


def _mapping(home: Home, register: str, path: Sheet, given: str | ColumnMapping | None) -> ColumnMapping | None:
    """Return the mapping named, else the saved one, else a shipped one that the file's columns fit, else None (ours).

    A file in our own columns needs none, also where a mapping was saved for another system's files.
    """
    if isinstance(given, ColumnMapping):
        return given
    if given is not None:
        chosen = chosen_mapping(given)
        return chosen.reduced_to(header_of(path)) if given.casefold() in SHIPPED else chosen
    header = header_of(path)
    saved = home.folder / MAPPINGS / f"{register}.toml"
    if saved.exists():
        mapping = read_mapping(saved)
        if mapping.fits(header) or register != "pupils":
            return mapping
    if register != "pupils" or {"pupil_id", "legal_first"} <= {name.casefold() for name in header}:
        return None
    return recognised(header)


def _save_mapping(home: Home, register: str, mapping: ColumnMapping) -> None:
    path = home.folder / MAPPINGS / f"{register}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(mapping.as_toml(), encoding="utf-8")


def _refusal(path: Sheet, rejected: Sequence[Rejected]) -> str:
    listed = "\n".join(f"  {entry.why}" for entry in rejected[:_LISTED_REJECTS])
    more = f"\n  and {len(rejected) - _LISTED_REJECTS} more" if len(rejected) > _LISTED_REJECTS else ""
    count = "1 line" if len(rejected) == 1 else f"{len(rejected)} lines"
    return f"{path.name}: {count} cannot be used, so nothing was stored:\n{listed}{more}"
