"""The school's policy: a profile's rules, each with its wording, and what the school changed of them.

A profile is data in `data/reference/policies`. What detectors and use-cases ask is the resolved mapping
`School.policy`: every switch by name, the school's own value where it has one, else the profile's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from data.config import PolicySettings

PROFILES = ("strict_no_names", "first_name_only")
DEFAULT_PURPOSE = "social_media"


@dataclass(frozen=True, slots=True)
class Rule:
    """One switch of a profile, with the words a policy uses for it."""

    name: str
    value: Any
    wording: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A policy profile as shipped."""

    name: str
    title: str
    summary: str
    rules: tuple[Rule, ...]


@cache
def profile(name: str) -> Profile:
    """Return the profile `name`."""
    content = tomllib.loads((files("data") / "reference" / "policies" / f"{name}.toml").read_text(encoding="utf-8"))
    rules = tuple(Rule(key, rule["value"], rule["wording"]) for key, rule in content["rules"].items())
    return Profile(name, content["title"], content["summary"], rules)


def resolved(settings: PolicySettings) -> dict[str, Any]:
    """Return every switch: the school's own value, else its profile's. Tables are joined, the school's entries last."""
    own = settings.model_dump(exclude_none=True)
    values: dict[str, Any] = {"profile": settings.profile}
    for rule in profile(settings.profile).rules:
        given = own.get(rule.name)
        if given is None:
            values[rule.name] = rule.value
        else:
            values[rule.name] = {**rule.value, **given} if isinstance(rule.value, dict) else given
    return values


def switch(policy: Mapping[str, Any], name: str) -> Any:
    """Return the value of the switch `name`; where `policy` was not resolved (a bare profile name), the profile's."""
    if name in policy and policy[name] is not None:
        return policy[name]
    chosen = profile(policy.get("profile") or PROFILES[0])
    return next(rule.value for rule in chosen.rules if rule.name == name)


def purpose_on(policy: Mapping[str, Any], platform: str) -> str:
    """Return the permission that a picture needs on `platform`, where no registered account says otherwise."""
    return str(switch(policy, "channels").get(platform, DEFAULT_PURPOSE))
