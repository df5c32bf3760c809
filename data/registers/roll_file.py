"""Read a roll with its permissions from an export: wide (one column a consent) or long (one line a consent).

A line that cannot be used is listed with its reason; the others are read, so that a person sees all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from data.errors import InputError
from data.records import PermissionDecision, Pupil
from data.registers import answers
from data.registers.mapping import ColumnMapping
from data.registers.table import Row, Sheet, header_of, rows
from data.words import PermissionStatus

PERMISSIONS = ("display", "newsletter", "print_marketing", "website", "high_profile", "social_media")
"""The purposes that a pupil's photo permission is given or refused for, unless the policy names more."""

_ABOUT = ("preferred_first", "class", "date_of_birth", "leaver_date", "protected", "naming", "permission_date")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that cannot be used, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class RollReading:
    """What a file says. `columns` are ours that it has; `is_whole`: a pupil who is not in it has left."""

    pupils: tuple[Pupil, ...]
    rejected: tuple[Rejected, ...]
    columns: frozenset[str]
    is_whole: bool


def read_roll(
    path: Sheet, *, mapping: ColumnMapping | None = None, purposes: tuple[str, ...] = PERMISSIONS
) -> RollReading:
    """Return the pupils in the CSV file at `path`, with a decision for each permission that the file speaks of.

    Raises `InputError` for a file that is none, or whose columns do not fit.
    """
    chosen = mapping or ColumnMapping("ours")
    theirs = dict(chosen.columns)
    consents: dict[str, str] = {}
    if chosen.is_long:
        theirs |= {f"long_{part}": column for part, column in chosen.long.items()}
    else:
        for column, purpose in chosen.permissions.items():
            if purpose in consents:
                # Of a yes and a no for one purpose, a child's no must not be the one that is passed over.
                raise InputError(
                    f"{chosen.name}: two columns answer for {purpose}; keep the one that decides, or give the other a "
                    "purpose of its own in the policy"
                )
            consents[purpose] = column
        theirs |= consents
    if strange := set(chosen.permissions.values()) - set(purposes):
        raise InputError(f"{chosen.name}: {min(strange)} is no purpose of the policy; it has {', '.join(purposes)}")
    with_names = "full_name" not in theirs
    only_consents = chosen.is_long and with_names and not {"legal_first", "surname"} & set(theirs)
    required = ("pupil_id",) if only_consents else _required(with_names=with_names)
    optional = (*_ABOUT, *(() if chosen.is_long else purposes), *(key for key in theirs if key.startswith("long_")))
    rejected: list[Rejected] = []
    found = _Found(chosen, purposes, rejected, only_consents=only_consents)
    header = {name.casefold() for name in header_of(path)}
    columns = frozenset(key for key in (*required, *optional) if theirs.get(key, key).casefold() in header)
    for row in rows(
        path,
        required=required,
        optional=optional,
        mapping=theirs,
        on_bad_line=lambda line, error: rejected.append(Rejected(line, str(error))),
    ):
        try:
            found.take(row, columns)
        except InputError as error:
            rejected.append(Rejected(row.line, str(error)))
    rejected.sort(key=lambda entry: entry.line)
    return RollReading(tuple(found.pupils.values()), tuple(rejected), columns, is_whole=not chosen.is_long)


class _Found:
    """The pupils read so far, each once."""

    def __init__(
        self, mapping: ColumnMapping, purposes: tuple[str, ...], rejected: list[Rejected], *, only_consents: bool
    ) -> None:
        self.pupils: dict[str, Pupil] = {}
        self._mapping = mapping
        self._purposes = purposes
        self._rejected = rejected
        self._only_consents = only_consents
        self._said: dict[tuple[str, str, date | None], tuple[str, PermissionStatus]] = {}
        self._by_consent = {name.casefold(): purpose for name, purpose in mapping.permissions.items()}

    def take(self, row: Row, columns: frozenset[str]) -> None:
        """Read one line; `InputError` when it cannot be used."""
        pupil_id = row.needed("pupil_id")
        known = self.pupils.get(pupil_id)
        if known is not None and not self._mapping.is_long:
            raise row.wrong("pupil_id", "stands on an earlier line too; every pupil needs an id of their own")
        pupil = known or self._pupil(row, pupil_id)
        decisions = tuple(self._long(row) if self._mapping.is_long else self._wide(row, columns))
        self.pupils[pupil_id] = replace(
            pupil,
            decisions=(*pupil.decisions, *decisions),
            permissions={
                **pupil.permissions,
                **{d.purpose: d.status is PermissionStatus.GIVEN for d in decisions},
            },
        )

    def _pupil(self, row: Row, pupil_id: str) -> Pupil:
        if self._only_consents:
            first, surname = "", ""
        elif "full_name" in self._mapping.columns:
            surname, first = answers.surname_and_first(row, "full_name")
        else:
            first, surname = row.needed("legal_first"), row.cell("surname")
        return Pupil(
            pupil_id,
            first,
            surname,
            row.cell("preferred_first") or None,
            row.cell("class") or None,
            answers.day(row, "date_of_birth"),
            {},
            answers.day(row, "leaver_date"),
            answers.yes(row, "protected", self._mapping.values),
        )

    def _wide(self, row: Row, columns: frozenset[str]) -> Iterator[PermissionDecision]:
        since = answers.day(row, "permission_date")
        naming = answers.yes(row, "naming", self._mapping.values) if row.cell("naming") else None
        for purpose in self._purposes:
            if purpose in columns:
                status = answers.status(row, purpose, self._mapping.values)
                yield PermissionDecision(purpose, status, since, naming=naming)

    def _long(self, row: Row) -> Iterator[PermissionDecision]:
        name = row.needed("long_consent").casefold()
        purpose = self._by_consent.get(name) or (name if name in self._purposes else None)
        if purpose is None:
            # Schools ask consent for much else (trips, sun cream); only what the mapping names is about pictures.
            return
        status, since = answers.status(row, "long_status", self._mapping.values), answers.day(row, "long_date")
        said = self._said.setdefault((row.needed("pupil_id"), purpose, since), (name, status))
        if said[0] != name and said[1] is not status:
            raise row.wrong(
                "long_consent",
                "another consent of this pupil answers for the same purpose with another answer; map one",
            )
        yield PermissionDecision(purpose, status, since, answers.day(row, "long_until"))


def _required(*, with_names: bool) -> tuple[str, ...]:
    return ("pupil_id", "legal_first", "surname") if with_names else ("pupil_id", "full_name")


def purposes_of(policy: Mapping[str, object]) -> tuple[str, ...]:
    """Return the purposes of a resolved policy, the six first."""
    named = policy.get("purposes")
    return tuple(dict.fromkeys((*PERMISSIONS, *(named if isinstance(named, Mapping) else ()))))
