"""Is this reportable? Asked before any draft: what a person answers leads to a ground, or to none.

Six of the kinds are those of the queries that the Professionals Online Safety Helpline counts. *Fair criticism, opinion
or true* needs one answer and then one choice of how to close: two clicks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.removal_words import Ground, Subject
from data.words import CloseReason, Label, Word


class Concern(Word):
    """What the post is, in the helpline's six kinds of query, with two of the school's own around them."""

    HARM = "harm", "Somebody may be in danger, a child can be identified, or it may be illegal"
    IMPERSONATION = "impersonation", "It pretends to be the school or somebody in it"
    COMMUNITY_GROUP = "community_group", "An unofficial community group or page about the school"
    REVIEW = "review", "A review"
    NEGATIVE_DISCOURSE = "negative_discourse", "Hostile talk about the school or its people"
    PRESS = "press", "Press or a blog"
    MISCONDUCT = "misconduct", "It says that a member of staff did something wrong to a child"
    FAIR = "fair", "It is fair criticism, an opinion, or true"


@dataclass(frozen=True, slots=True)
class Choice:
    """What an answer leads to. No grounds: there is nothing to report, and `closes_with` are the ways to close."""

    concern: Concern
    grounds: tuple[Ground, ...]
    closes_with: tuple[CloseReason, ...] = ()
    advice: str = ""

    @property
    def is_reportable(self) -> bool:
        """Whether a request may be drafted at all."""
        return bool(self.grounds)


CHOICES: Mapping[Concern, Choice] = {
    choice.concern: choice
    for choice in (
        Choice(
            Concern.HARM,
            (Ground.THREAT, Ground.CHILD_PRIVATE, Ground.ILLEGAL, Ground.UNDER_13),
            advice="Danger now: 999. Possibly illegal: do not look again, copy, share or save; the DSL takes over.",
        ),
        Choice(Concern.IMPERSONATION, (Ground.IMPERSONATION, Ground.TRADEMARK_COPYRIGHT)),
        Choice(
            Concern.COMMUNITY_GROUP,
            (Ground.HARASSMENT, Ground.CHILD_PRIVATE, Ground.TRADEMARK_COPYRIGHT, Ground.DEFAMATION_PERSON),
            advice="Ask the group's administrator first. Nobody from the school joins a private group to watch it.",
        ),
        Choice(
            Concern.REVIEW,
            (Ground.FAKE_REVIEW, Ground.HARASSMENT, Ground.HATE, Ground.CHILD_PRIVATE, Ground.DEFAMATION_PERSON),
            advice="Not a ground: that you disagree. Platforms do not take sides on facts.",
        ),
        Choice(
            Concern.NEGATIVE_DISCOURSE,
            (Ground.HARASSMENT, Ground.HATE, Ground.THREAT, Ground.DEFAMATION_PERSON, Ground.DEFAMATION_COMPANY),
            advice="Only where it goes beyond an opinion. If it is an opinion or true, choose that instead.",
        ),
        Choice(
            Concern.PRESS,
            (Ground.CHILD_PRIVATE, Ground.REPORTING_RESTRICTION, Ground.DEFAMATION_PERSON, Ground.DEFAMATION_COMPANY),
            advice="Write to the editor first; the press regulator and a solicitor come after.",
        ),
        Choice(
            Concern.MISCONDUCT,
            (Ground.REPORTING_RESTRICTION, Ground.DEFAMATION_PERSON),
            advice="Tell the headteacher (or the chair) and the LADO first. Do not reply and do not ask the author.",
        ),
        Choice(
            Concern.FAIR,
            (),
            closes_with=(CloseReason.REPLIED, CloseReason.FAIR_CRITICISM, CloseReason.NO_ACTION),
            advice="Nothing to report. Reply, point to the complaints procedure, or take no action.",
        ),
    )
}

_LIKELY: Mapping[Label, tuple[Concern, Ground, Subject]] = {
    Label.SAFEGUARDING: (Concern.HARM, Ground.THREAT, Subject.CHILD),
    Label.STAFF_ALLEGATION: (Concern.MISCONDUCT, Ground.REPORTING_RESTRICTION, Subject.STAFF),
    Label.REPORTING_RESTRICTION: (Concern.MISCONDUCT, Ground.REPORTING_RESTRICTION, Subject.STAFF),
    Label.CHILD_IDENTIFYING: (Concern.HARM, Ground.CHILD_PRIVATE, Subject.CHILD),
    Label.IMPERSONATION: (Concern.IMPERSONATION, Ground.IMPERSONATION, Subject.SCHOOL),
    Label.ABUSIVE: (Concern.NEGATIVE_DISCOURSE, Ground.HARASSMENT, Subject.STAFF),
    Label.DEFAMATORY: (Concern.NEGATIVE_DISCOURSE, Ground.DEFAMATION_PERSON, Subject.STAFF),
}


def likely(category: Label) -> tuple[Concern, Ground, Subject]:
    """Return what a case of this category is most often about: a first suggestion for a person to change."""
    return _LIKELY.get(category, (Concern.HARM, Ground.CHILD_PRIVATE, Subject.CHILD))
