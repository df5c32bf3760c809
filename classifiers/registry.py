"""Every detector, and what they say together of a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from classifiers.base import Detector, NoMedia
from data.records import Examination, Finding, MediaReader, Post, School, Unread
from data.words import TEXT_LABELS, Label, Sentiment

RELEVANT_FROM = 0.5
"""From which score a post counts as about this school."""


@cache
def detectors() -> tuple[Detector, ...]:
    """Return one of each detector, built when first asked for: the models take a moment to load."""
    from classifiers.abuse import Abuse
    from classifiers.allegation import Allegation
    from classifiers.combination import Combination
    from classifiers.consents import Consents
    from classifiers.free_names import FreeNames
    from classifiers.images.face_count import FaceCount
    from classifiers.images.picture_metadata import PictureMetadata
    from classifiers.images.picture_text import PictureText
    from classifiers.images.withheld_pictures import WithheldPictures
    from classifiers.language import Language
    from classifiers.lookalikes import Lookalikes
    from classifiers.names.matcher import roll_matcher
    from classifiers.own_names import OwnNames
    from classifiers.own_rules import OwnRules
    from classifiers.relevance import Relevance
    from classifiers.safeguarding import Safeguarding
    from classifiers.sentiment import Mood
    from classifiers.staff_allegation import StaffAllegation

    return (
        Language(),
        roll_matcher(),
        FreeNames(),
        Abuse(),
        Allegation(),
        StaffAllegation(),
        Safeguarding(),
        Relevance(),
        Lookalikes(),
        Mood(),
        OwnNames(),
        OwnRules(),
        Combination(),
        Consents(),
        FaceCount(),
        PictureMetadata(),
        PictureText(),
        WithheldPictures(),
    )


def examine(
    posts: Sequence[Post], school: School, media: MediaReader | None = None, chosen: Sequence[Detector] | None = None
) -> list[Examination]:
    """Return what the detectors (all, unless `chosen`) say of each post, in order; severity is casework's to set."""
    reader = media or NoMedia()
    used = detectors() if chosen is None else chosen
    found: list[list[Finding]] = [[] for _ in posts]
    unread: list[list[Unread]] = [[] for _ in posts]
    for detector in used:
        for at, findings in enumerate(detector.examine(posts, school, reader)):
            found[at] += findings
        for at, post in enumerate(posts):
            if why := detector.cannot_read(post, reader):
                unread[at].append(Unread(detector.key, why))
    return [_together(post, _set_by_school(found[at], school), unread[at]) for at, post in enumerate(posts)]


def _set_by_school(found: list[Finding], school: School) -> list[Finding]:
    """Give each finding the level that the school's own operating point gives its score, where it has one."""
    points = school.operating_points
    if not points:
        return found
    return [
        replace(finding, level=points[finding.label].level(finding.score)) if finding.label in points else finding
        for finding in found
    ]


def _together(post: Post, found: list[Finding], unread: list[Unread]) -> Examination:
    relevance = max((f.score for f in found if f.label is Label.RELEVANT), default=1.0)
    moods = [f for f in found if f.label is Label.SENTIMENT and f.subtype]
    mood = max(moods, key=lambda f: f.score, default=None)
    listed = [f for f in found if f.level is not None and f.label not in (Label.RELEVANT, Label.SENTIMENT)]
    return Examination(
        post=post,
        relevant=relevance >= RELEVANT_FROM,
        relevance=relevance,
        sentiment=Sentiment(mood.subtype) if mood and mood.subtype else Sentiment.NEUTRAL,
        scores={label: max((f.score for f in found if f.label is label), default=0.0) for label in TEXT_LABELS},
        findings=tuple(_without_doubles(listed)),
        unread=tuple(unread),
    )


def _without_doubles(listed: list[Finding]) -> list[Finding]:
    """Leave out a finding of the same label whose words a surer finding holds already."""
    kept: list[Finding] = []
    for finding in sorted(listed, key=lambda f: (-f.score, not f.pupil_ids)):
        if not any(_same(finding, other) for other in kept):
            kept.append(finding)
    return kept


def _same(finding: Finding, other: Finding) -> bool:
    if finding.label is not other.label or finding.where is not other.where or not finding.spans or not other.spans:
        return False
    if finding.picture != other.picture:
        return False
    low, high = finding.spans[0]
    return any(start < high and low < end for start, end in other.spans) and not (
        set(finding.pupil_ids) - set(other.pupil_ids)
    )
