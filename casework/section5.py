"""A notice of complaint under section 5 of the Defamation Act 2013: its fields, its refusals and its clock.

Fields: section 5(6) and regulation 2 of SI 2013/3028. England and Wales only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from casework.working_time import notice_deadline
from data.errors import InputError

NATIONS = ("ENG", "WLS")
OPERATOR_HOURS = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the notice must say. `inaccurate_facts` or `unsupported_opinions` may be empty, not both.

    `poster_known`: whether anybody on the complainant's side can identify the poster; the notice then has no effect.
    """

    website: str
    complainant_name: str
    complainant_email: str
    url: str
    statement: str
    why_defamatory: str
    meaning: str
    inaccurate_facts: str
    unsupported_opinions: str
    lacks_information_to_sue: bool
    consent_name: bool
    consent_email: bool
    poster_known: bool
    representative: str = ""


_SAID_YES_OR_NO = ("lacks_information_to_sue", "consent_name", "consent_email", "poster_known")
_MAY_BE_EMPTY = ("inaccurate_facts", "unsupported_opinions", "representative")


def notice_from(values: Mapping[str, Any], *, nation: str) -> Notice:
    """Return the notice with these fields; raise `InputError` that lists all that is missing, or why it is refused."""
    if nation not in NATIONS:
        raise InputError(
            "section 5 of the Defamation Act 2013 is law in England and Wales only; the playbook has no such notice "
            "for this school's nation: ask a solicitor qualified there"
        )
    names = [field.name for field in fields(Notice)]
    unknown = sorted(set(values) - set(names))
    if unknown:
        raise InputError(f"a section 5 notice has no field {', '.join(unknown)}; its fields are: {', '.join(names)}")
    if values.get("poster_known") is True:
        raise InputError(
            "the poster is known, so a section 5 notice has no effect: write to the poster, or ask a solicitor"
        )
    if wrong := [name for name in names if not _is_said(name, values.get(name))]:
        raise InputError(f"the section 5 notice still needs: {', '.join(wrong)}")
    if not (str(values.get("inaccurate_facts", "")).strip() or str(values.get("unsupported_opinions", "")).strip()):
        raise InputError(
            "the section 5 notice still needs: inaccurate_facts or unsupported_opinions (what is factually "
            "inaccurate, or which opinions no fact supports)"
        )
    if values["lacks_information_to_sue"] is not True:
        raise InputError(
            "the complainant must confirm that they lack the information to sue the poster; without that the notice "
            "has no effect"
        )
    given = {name: values[name] for name in names if name in values}
    return Notice(**{"inaccurate_facts": "", "unsupported_opinions": "", **given})


def operator_deadline(sent_at: datetime, *, nation: str) -> datetime:
    """Return when the operator's 48 hours end, in UTC, for a notice sent at `sent_at`."""
    return notice_deadline(sent_at, hours=OPERATOR_HOURS, nation=nation)


def _is_said(name: str, value: Any) -> bool:
    if name in _SAID_YES_OR_NO:
        return isinstance(value, bool)
    if name in _MAY_BE_EMPTY:
        return value is None or isinstance(value, str)
    if name == "complainant_email":
        return isinstance(value, str) and "@" in value.strip("@ ")
    return isinstance(value, str) and bool(value.strip())
