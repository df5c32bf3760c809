"""Turns what detectors say of a post into a severity and a category, or into nothing.

The rules are the alert table of domain.md 6.1 and the scenarios above it. A post that may be about another school opens
a case only for what could harm somebody (DESIGN.md 5.8).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from casework.own_post_rules import is_advice
from data.records import Examination, Finding, School
from data.words import Direction, Label, Level, Sentiment, Severity

VERY_LOW_RELEVANCE = 0.1

_OWN_S3 = (Label.CLOSE_UP, Label.HASHTAG)
_OWN = (
    Label.CHILD_NAMED,
    Label.CONSENT_MISSING,
    Label.CONSENT_UNDECLARED,
    Label.LOCATION_EXPOSED,
    Label.NAME_IN_METADATA,
    Label.SECURITY_DISCLOSURE,
    Label.PERSONAL_DETAIL,
    Label.REPOST_OF_WITHHELD,
    *_OWN_S3,
)
_GRAVEST_FIRST = (
    Label.SAFEGUARDING,
    Label.STAFF_ALLEGATION,
    Label.REPORTING_RESTRICTION,
    Label.CHILD_IDENTIFYING,
    *_OWN,
    Label.STAFF_CONDUCT,
    Label.IMPERSONATION,
    Label.DEFAMATORY,
    Label.ABUSIVE,
)
ABOUT_A_CHILD = frozenset({Label.SAFEGUARDING, Label.STAFF_ALLEGATION, Label.CHILD_IDENTIFYING, *_OWN})
"""Categories whose deadline never lies beyond 24 elapsed hours."""


@dataclass(frozen=True, slots=True)
class Triage:
    """What becomes of one post. `category` None: no case; the severity (S4 or none) only sorts it for the digest.

    `as_hold`: how grave it would be if no child in it were protected; None where that changes nothing.
    """

    severity: Severity | None
    category: Label | None
    may_be_another_school: bool = False
    as_hold: Severity | None = None

    @property
    def opens_case(self) -> bool:
        """Say whether people must handle this post as a case."""
        return self.category is not None


def triage(examination: Examination, school: School) -> Triage:
    """Return what becomes of an examined post."""
    found = [(severity, f) for f in examination.findings if (severity := severity_of(f, examination, school))]
    if not found:
        return Triage(_digest(examination), None)
    if not examination.relevant and examination.post.direction is Direction.MENTION:
        found = [(s, f) for s, f in found if _matters_anyway(f)]
        if not found or examination.relevance <= VERY_LOW_RELEVANCE:
            return Triage(None, None)
    severity = min(s for s, _ in found)
    plain = [(_RULES[f.label](f), f.label) for _, f in found]
    without = min(s for s, _ in plain)
    # The category is the one it would have as any hold: it must not tell a protected child's case from another.
    labels = {label for s, label in plain if s == without}
    return Triage(
        severity,
        _category(labels, examination.findings),
        may_be_another_school=not examination.relevant,
        as_hold=without if without > severity else None,
    )


def _category(labels: Collection[Label], findings: Sequence[Finding]) -> Label:
    """Return what the matter is about: an allegation has people and a clock of its own, but a threat comes first."""
    threat = any(finding.subtype == "threat" for finding in findings)
    if Label.STAFF_ALLEGATION in labels and not threat:
        return Label.STAFF_ALLEGATION
    return next(label for label in _GRAVEST_FIRST if label in labels)


def severity_of(finding: Finding, examination: Examination, school: School) -> Severity | None:
    """Return how soon a person must look because of this one finding, or None when it needs nobody by itself."""
    rule = _RULES.get(finding.label)
    if rule is None or is_advice(finding):
        return None
    if examination.post.direction is Direction.OWN and finding.label is Label.CHILD_IDENTIFYING:
        # The school's own posts are judged by its policy profile (child_named), not as a stranger's post.
        return None
    return Severity.S1 if names_protected_child(finding, school) else rule(finding)


def names_protected_child(finding: Finding, school: School) -> bool:
    """Say whether the finding may mean a child whose appearance is a safety matter."""
    if not finding.pupil_ids:
        return False
    protected = {pupil.pupil_id for pupil in school.pupils if pupil.protected}
    return not protected.isdisjoint(finding.pupil_ids)


def _by_level(alert: Severity, review: Severity) -> Callable[[Finding], Severity]:
    return lambda finding: alert if finding.level is Level.ALERT else review


def _child(finding: Finding) -> Severity:
    return Severity.S3 if finding.subtype == "description" else Severity.S2


def _abuse(finding: Finding) -> Severity:
    if finding.level is Level.ALERT or finding.subtype in ("threat", "hate"):
        return Severity.S2
    return Severity.S3


_RULES: dict[Label, Callable[[Finding], Severity]] = {
    Label.SAFEGUARDING: _by_level(Severity.S1, Severity.S2),
    Label.STAFF_ALLEGATION: _by_level(Severity.S1, Severity.S2),
    Label.REPORTING_RESTRICTION: _by_level(Severity.S2, Severity.S2),
    Label.CHILD_IDENTIFYING: _child,
    Label.IMPERSONATION: _by_level(Severity.S2, Severity.S2),
    Label.DEFAMATORY: _by_level(Severity.S2, Severity.S3),
    Label.ABUSIVE: _abuse,
    **{label: _by_level(Severity.S2, Severity.S2) for label in _OWN if label not in _OWN_S3},
    **{label: _by_level(Severity.S3, Severity.S3) for label in _OWN_S3},
}


def _matters_anyway(finding: Finding) -> bool:
    return (
        finding.label is Label.SAFEGUARDING
        or (finding.label is Label.ABUSIVE and finding.subtype == "threat")
        or (finding.label is Label.CHILD_IDENTIFYING and finding.subtype == "full_name" and bool(finding.pupil_ids))
    )


def _digest(examination: Examination) -> Severity | None:
    """Return S4 for criticism and praise of this school, which the weekly digest shows."""
    if examination.post.direction is Direction.OWN or not examination.relevant:
        return None
    return None if examination.sentiment is Sentiment.NEUTRAL else Severity.S4


def labels_by_gravity(findings: Sequence[Finding]) -> tuple[Label, ...]:
    """Return the labels that people handle, gravest first, each once."""
    return labels_in_order({finding.label for finding in findings})


def labels_in_order(present: Collection[Label]) -> tuple[Label, ...]:
    """Return those of the labels that people handle, gravest first."""
    return tuple(label for label in _GRAVEST_FIRST if label in present)
