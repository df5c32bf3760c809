"""Says in plain words what the value of a policy's rule means; what the settings call it is for `school.toml` alone."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Mapping
from typing import Any

from data.words import Platform

_ANY = {
    "hold": "Held until somebody has looked",
    "breach": "A breach",
    "allow": "Allowed",
    "none": "No names",
    "first_name": "First names only",
}
_OF: Mapping[str, Mapping[Any, str]] = {
    "names_in_reposts": {"as_own": "The same rules", "ignore": "Not looked at"},
    "close_ups": {
        "hold": "All close-ups are held",
        "portraits": "Portraits are held; other close-ups are advised against",
        "advise": "Advised against, never held",
    },
    "after_leaving": {"covered": "Still covered", "ends": "Ends when the child leaves"},
    "refresh_overdue": {"remind": "Still counts; the office is reminded", "no": "Counts as no"},
    "annual_refresh_month": {0: "Never"},
    "two_person_sign_off": {True: "Two people", False: "One person"},
}
_NOTHING = {
    "hashtags_allowed": "Any fitting hashtag",
    "platform_owners": "Nobody is named yet",
    "channels": "Social media everywhere",
    "purposes": "Nothing is asked for",
}


def in_words(name: str, value: Any, *, purposes: Mapping[str, str]) -> str:
    """Return the value of the rule `name` as a person reads it; `purposes` are the school's permissions by key."""
    if isinstance(value, dict | list | tuple):
        return _listed(name, value, purposes) if value else _NOTHING[name]
    if value in _OF.get(name, {}):
        return _OF[name][value]
    if name == "annual_refresh_month":
        return str(month_name[value])
    return f"{value} months" if name == "device_image_months" else _ANY.get(value, str(value).replace("_", " "))


def _listed(name: str, value: Any, purposes: Mapping[str, str]) -> str:
    if name == "purposes":
        return "; ".join(value.values())
    if isinstance(value, dict):
        return "; ".join(f"{_platform(key)}: {purposes.get(said, said)}" for key, said in value.items())
    return ", ".join(value)


def _platform(key: str) -> str:
    return Platform(key).label if key in list(Platform) else key
