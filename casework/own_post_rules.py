"""Which findings on an own post are a breach of the school's rules, which are to be held, and which expose a child."""

from __future__ import annotations

from collections.abc import Iterable

from data.records import Finding
from data.words import Label, Level

BREACHES = (
    Label.CHILD_NAMED,
    Label.CONSENT_MISSING,
    Label.NAME_IN_METADATA,
    Label.REPOST_OF_WITHHELD,
    Label.LOCATION_EXPOSED,
    Label.SECURITY_DISCLOSURE,
    Label.PERSONAL_DETAIL,
)
BY_LEVEL = frozenset({Label.LOCATION_EXPOSED, Label.SECURITY_DISCLOSURE, Label.PERSONAL_DETAIL})
"""Labels that the policy may hold instead of calling them a breach: then their finding is for review."""

EXPOSES = frozenset({Label.CHILD_NAMED, Label.CONSENT_MISSING, Label.NAME_IN_METADATA, Label.REPOST_OF_WITHHELD})
_ABOUT_A_CHILD = ("child", "undignified", "combination")

ADVICE = "advice"
"""The sub-type of a close-up that the policy only advises against."""

HOLDS = (Label.CONSENT_UNDECLARED, Label.CLOSE_UP, Label.HASHTAG)


def is_breach(finding: Finding) -> bool:
    """Say whether a finding on an own post is a breach of the school's rules; any other is something to hold."""
    return finding.level is not None and is_breach_of(finding.label.value, finding.level.value)


def is_breach_of(label: str, level: str) -> bool:
    """Say the same of a finding as it is stored."""
    if label in _BY_LEVEL:
        return level == Level.ALERT.value
    return label in _BREACHES


def is_hold_of(label: str, subtype: str | None) -> bool:
    """Say whether a stored finding that is no breach asks somebody to look: none does that only advises."""
    return label in _OWN and not (label == Label.CLOSE_UP.value and subtype == ADVICE)


def is_advice(finding: Finding) -> bool:
    """Say whether a finding on an own post asks nobody to act: a close-up that the policy only advises against."""
    return finding.label is Label.CLOSE_UP and finding.subtype == ADVICE


def exposes_child(findings: Iterable[Finding]) -> bool:
    """Say whether the findings mean that a child was named, shown or described where they must not be."""
    return any(
        f.label in EXPOSES or (f.label is Label.PERSONAL_DETAIL and f.subtype in _ABOUT_A_CHILD) for f in findings
    )


_BY_LEVEL = frozenset(label.value for label in BY_LEVEL)
_BREACHES = frozenset(label.value for label in BREACHES)
_OWN = frozenset(label.value for label in (*BREACHES, *HOLDS))
