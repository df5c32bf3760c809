"""What an import of the roll would change: who is added, changed, or has left, and which permissions are withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.records import Pupil
from data.registers.permissions import Rules, as_of, history, withdrawn
from data.registers.roll_file import Rejected, RollReading

_KEPT_WHEN_ABSENT = {
    "preferred_first": "preferred_first",
    "class": "school_class",
    "date_of_birth": "date_of_birth",
    "leaver_date": "leaver_date",
    "protected": "protected",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one pupil: `kind` is added, changed, withdrawn, left; `what` says which parts, no value."""

    kind: str
    pupil_id: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class RollChange:
    """The roll as it would be, and how it differs from what is stored. A leaver stays, with the date of leaving."""

    pupils: tuple[Pupil, ...]
    changes: tuple[Change, ...]
    rejected: tuple[Rejected, ...]
    withdrawn: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]
    unchanged: int


def compare(
    known: Mapping[str, Pupil], reading: RollReading, *, on: date, source: str, rules: Rules, purposes: tuple[str, ...]
) -> RollChange:
    """Return what storing `reading` over `known` would change."""
    changes: list[Change] = []
    rejected = list(reading.rejected)
    taken_back: dict[str, tuple[str, ...]] = {}
    pupils: dict[str, Pupil] = {}
    unchanged = 0
    for line in reading.pupils:
        before = known.get(line.pupil_id)
        if before is None and not line.legal_first:
            rejected.append(Rejected(0, "a consent is about a pupil who is not on the roll; import the roll first"))
            continue
        fresh = _joined(before, line, reading)
        told = history(before.decisions if before else (), fresh.decisions, on=on, source=source)
        fresh = as_of(replace(fresh, decisions=told), purposes, on=on, rules=rules)
        pupils[fresh.pupil_id] = fresh
        gone = withdrawn(before, fresh, on=on)
        if gone:
            taken_back[fresh.pupil_id] = gone
            changes.append(Change("withdrawn", fresh.pupil_id, ", ".join(gone)))
        if before is None:
            changes.append(Change("added", fresh.pupil_id))
        elif what := _differences(before, fresh):
            changes.append(Change("changed", fresh.pupil_id, what))
        else:
            unchanged += 1
    left = []
    for pupil_id, before in known.items():
        if pupil_id in pupils:
            continue
        if reading.is_whole and before.leaver_date is None:
            left.append(pupil_id)
            changes.append(Change("left", pupil_id))
            # Who is not in today's roll was here yesterday at the latest.
            before = replace(before, leaver_date=on - timedelta(days=1))  # noqa: PLW2901 - the pupil as stored
        pupils[pupil_id] = as_of(before, purposes, on=on, rules=rules)
    left += [p.pupil_id for p in pupils.values() if _leaves_by_date(known.get(p.pupil_id), p, left)]
    return RollChange(tuple(pupils.values()), tuple(changes), tuple(rejected), taken_back, tuple(left), unchanged)


def _leaves_by_date(before: Pupil | None, after: Pupil, left: list[str]) -> bool:
    return (
        before is not None
        and before.leaver_date is None
        and after.leaver_date is not None
        and after.pupil_id not in left
    )


def _joined(before: Pupil | None, line: Pupil, reading: RollReading) -> Pupil:
    """Return `line` with what its file does not speak of taken from `before`: silence takes no protection away."""
    if before is None:
        return line
    kept = {name: getattr(before, name) for ours, name in _KEPT_WHEN_ABSENT.items() if ours not in reading.columns}
    if reading.is_whole:
        kept.pop("leaver_date", None)  # who stands in a whole roll is here, also after having left once
    if not line.legal_first:
        kept |= {"legal_first": before.legal_first, "surname": before.surname}
    return replace(line, **kept)


def _differences(before: Pupil, after: Pupil) -> str:
    def name(pupil: Pupil) -> tuple[str | None, ...]:
        return pupil.legal_first, pupil.surname, pupil.preferred_first

    parts = (
        ("name", name(before), name(after)),
        ("class", before.school_class, after.school_class),
        ("date of birth", before.date_of_birth, after.date_of_birth),
        ("leaving date", before.leaver_date, after.leaver_date),
        ("protection", before.protected, after.protected),
        ("permissions", before.decisions, after.decisions),
    )
    return ", ".join(what for what, old, new in parts if old != new)
