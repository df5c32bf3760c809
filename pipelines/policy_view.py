"""The school's policy as people read it: each rule with its wording, what it says now, and who decided so.

Also what another profile would say instead, before anybody saves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args, get_origin

from data.config import PolicySettings
from data.policy import PROFILES, profile, resolved
from pipelines.home import Home
from pipelines.policy_words import in_words


@dataclass(frozen=True, slots=True)
class RuleSeen:
    """A rule: what it says now, what the profile says, and the values it may be given here (none: in `school.toml`).

    `choices` are the values as the settings call them, each with its words; `own` is the one that the school set.
    """

    name: str
    wording: str
    now: str
    in_profile: str
    own: str | None
    is_changed: bool
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PolicySeen:
    """The profile in force and its rules."""

    profile: str
    title: str
    summary: str
    rules: tuple[RuleSeen, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule that another profile would change."""

    wording: str
    now: str
    then: str


def policy_seen(*, home: Home) -> PolicySeen:
    """Return the policy in force."""
    settings = home.config.policy
    shipped, values = profile(settings.profile), resolved(settings)
    purposes = values["purposes"]
    rules = tuple(
        RuleSeen(
            rule.name,
            rule.wording,
            in_words(rule.name, values[rule.name], purposes=purposes),
            in_words(rule.name, rule.value, purposes=purposes),
            values[rule.name] if values[rule.name] != rule.value and choices_of(rule.name) else None,
            values[rule.name] != rule.value,
            {word: in_words(rule.name, word, purposes=purposes) for word in choices_of(rule.name)},
        )
        for rule in shipped.rules
    )
    return PolicySeen(shipped.name, shipped.title, shipped.summary, rules)


def profiles() -> dict[str, str]:
    """Return the profiles by key, with their titles."""
    return {name: profile(name).title for name in PROFILES}


def what_would_change(*, home: Home, chosen: str) -> tuple[Difference, ...]:
    """Return the rules that the profile `chosen` would change; a rule that the school set itself stays."""
    now, then = resolved(home.config.policy), resolved(home.config.policy.model_copy(update={"profile": chosen}))
    return tuple(
        Difference(
            rule.wording,
            in_words(rule.name, now[rule.name], purposes=now["purposes"]),
            in_words(rule.name, then[rule.name], purposes=then["purposes"]),
        )
        for rule in profile(chosen).rules
        if now[rule.name] != then[rule.name]
    )


def choices_of(name: str) -> tuple[str, ...]:
    """Return the words that the rule may be given; none when it takes something else than a word."""
    for part in get_args(PolicySettings.model_fields[name].annotation):
        if get_origin(part) is Literal:
            return tuple(str(word) for word in get_args(part))
    return ()
