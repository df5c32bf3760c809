"""The four register files of a school: pupils.csv, staff.csv, accounts.csv, photos.csv.

A blank or pending permission means *no*. Errors name file, line and column and never what stands in the cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from data.config import Config
from data.errors import InputError
from data.policy import resolved
from data.records import Account, PermissionDecision, PhotoDeclaration, Pupil, School, StaffMember
from data.registers import answers
from data.registers.mapping import ColumnMapping
from data.registers.roll_file import PERMISSIONS, read_roll
from data.registers.table import Row, Sheet, rows
from data.scoring import Calibration
from data.words import Label, Platform

PHOTO_STATUSES = ("declared", "approved", "withheld", "withdrawn")

_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Registers:
    """What a school's folder holds; a file that is not there leaves its part empty."""

    pupils: tuple[Pupil, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    accounts: tuple[Account, ...] = ()
    photos: tuple[PhotoDeclaration, ...] = ()


def read_registers(folder: Path) -> Registers:
    """Return the registers in `folder`."""

    def at(name: str) -> Path | None:
        return path if (path := folder / name).exists() else None

    return Registers(
        read_pupils(path) if (path := at("pupils.csv")) else (),
        read_staff(path) if (path := at("staff.csv")) else (),
        read_accounts(path) if (path := at("accounts.csv")) else (),
        read_photos(path) if (path := at("photos.csv")) else (),
    )


def read_pupils(path: Sheet, *, mapping: Mapping[str, str] | None = None) -> tuple[Pupil, ...]:
    """Return the roll in the CSV file at `path`; `InputError` for the first line that cannot be used."""
    reading = read_roll(path, mapping=ColumnMapping("mapping", mapping) if mapping else None)
    if reading.rejected:
        raise InputError(reading.rejected[0].why)
    return tuple(
        replace(pupil, permissions={purpose: pupil.permissions.get(purpose, False) for purpose in PERMISSIONS})
        for pupil in reading.pupils
    )


def read_staff(path: Sheet, *, mapping: Mapping[str, str] | None = None) -> tuple[StaffMember, ...]:
    """Return the staff list in the CSV file at `path`.

    `pictures`: whether pictures of the member of staff may be used at all; a column named like a purpose decides that
    purpose by itself.
    """
    optional = ("role", "known_as", "user", "pictures", *PERMISSIONS)
    return tuple(
        StaffMember(
            row.needed("name"),
            row.cell("role") or None,
            _words(row.cell("known_as"), ";"),
            # As user names are stored: one written otherwise would keep nobody from a case about themselves.
            row.cell("user").casefold() or None,
            tuple(
                PermissionDecision(purpose, answers.status(row, column))
                for purpose in PERMISSIONS
                if row.cell(column := purpose if row.cell(purpose) else "pictures")
            ),
        )
        for row in rows(path, required=("name",), optional=optional, mapping=mapping)
    )


def read_accounts(path: Sheet, *, mapping: Mapping[str, str] | None = None) -> tuple[Account, ...]:
    """Return the school's own accounts in the CSV file at `path`."""
    optional = ("area", "owner", "purpose", "status")
    return tuple(
        Account(
            _platform(row),
            row.needed("handle"),
            row.cell("area") or None,
            row.cell("owner") or None,
            row.cell("purpose") or "social_media",
            row.cell("status").casefold() or "active",
        )
        for row in rows(path, required=("platform", "handle"), optional=optional, mapping=mapping)
    )


def read_photos(path: Sheet, *, mapping: Mapping[str, str] | None = None) -> tuple[PhotoDeclaration, ...]:
    """Return what staff declared of pictures in the CSV file at `path`; each line names its picture in some way."""
    optional = ("file", "sha256", "phash", "pupil_ids", "others", "status", "purposes", "declared_by", "declared_at")
    photos = []
    for row in rows(path, required=(), optional=optional, mapping=mapping):
        if not (row.cell("file") or row.cell("sha256") or row.cell("phash")):
            raise row.wrong("file", "neither file, sha256 nor phash says which picture is meant; fill one in")
        photos.append(
            PhotoDeclaration(
                row.cell("file") or None,
                row.cell("sha256").lower() or None,
                row.cell("phash").lower() or None,
                tuple(row.cell("pupil_ids").split()),
                _count(row, "others"),
                _one_of(row, "status", PHOTO_STATUSES),
                tuple(row.cell("purposes").split()),
                row.cell("declared_by") or None,
                _moment(row, "declared_at"),
            )
        )
    return tuple(photos)


def school_from(
    config: Config,
    *,
    pupils: Sequence[Pupil] = (),
    staff: Sequence[StaffMember] = (),
    accounts: Sequence[Account] = (),
    photos: Sequence[PhotoDeclaration] = (),
    calibrations: Mapping[Label, Calibration] | None = None,
) -> School:
    """Return the school of `config` with its registers; a row of accounts.csv beats the same account in school.toml."""
    merged = {_account_key(account): account for account in (*config.own_accounts(), *accounts)}
    about = config.school
    return School(
        name=about.name,
        aliases=about.aliases,
        town=about.town,
        type=about.type,
        nation=about.nation,
        classes=about.classes,
        not_us=about.not_us,
        accounts=tuple(merged.values()),
        pupils=tuple(pupils),
        staff=tuple(staff),
        photos=tuple(photos),
        policy=resolved(config.policy),
        operating_points=config.detectors.thresholds.points(),
        calibrations=calibrations or {},
    )


def _account_key(account: Account) -> tuple[str, str]:
    return account.platform.value, account.handle.lstrip("@").rstrip("/").casefold()


def _words(cell: str, separator: str) -> tuple[str, ...]:
    return tuple(word for part in cell.split(separator) if (word := part.strip()))


def _one_of(row: Row, column: str, allowed: tuple[str, ...]) -> str:
    value = row.cell(column).casefold() or allowed[0]
    if value not in allowed:
        raise row.wrong(column, f"is none of {', '.join(allowed)}; write one of them")
    return value


def _platform(row: Row) -> Platform:
    try:
        return Platform(row.needed("platform").casefold())
    except ValueError:
        raise row.wrong("platform", f"is none of {', '.join(Platform)}; write one of them") from None


def _count(row: Row, column: str) -> int | None:
    value = row.cell(column)
    if not value:
        return None
    if not (value.isascii() and value.isdecimal()):
        raise row.wrong(column, "is not a whole number; write how many, or leave it blank")
    return int(value)


def _moment(row: Row, column: str) -> datetime | None:
    value = row.cell(column)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        for shape in ("%d/%m/%Y %H:%M", "%d/%m/%Y"):
            try:
                moment = datetime.strptime(value, shape).replace(tzinfo=_LONDON)
                break
            except ValueError:
                continue
        else:
            raise row.wrong(
                column, "is not a date and time; write it as 2026-11-09T14:30 or 09/11/2026 14:30"
            ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=_LONDON)).astimezone(UTC)
