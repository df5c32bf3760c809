"""Who is told that a case exists, and in which words: never what is in it.

A message holds a random reference, a category, a severity, a deadline and a link (DESIGN.md 5.5). Who is told follows
domain.md 6.1; a person on the case's deny list is never told, and where nobody is left the next role up is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.working_time import LONDON
from data.words import Label, Role, Severity


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who may be told. `email` None: there is no way to reach them yet."""

    person_id: int
    username: str
    email: str | None
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out: nothing in it says who or what the post speaks of."""

    subject: str
    body: str


_ABOUT_STAFF = (Label.STAFF_ALLEGATION, Label.REPORTING_RESTRICTION)
_SAFEGUARDING = (Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DIRECTOR)
_CONDUCT = (Role.HEADTEACHER, Role.DSL)
_CHILD = (Role.DSL, Role.COMMS_LEAD)
_OWN_POST = (Role.PLATFORM_OWNER, Role.DIRECTOR, Role.COMMS_LEAD)
_REPUTATION = (Role.COMMS_LEAD, Role.HEADTEACHER)

TOLD: Mapping[Label, tuple[Role, ...]] = {
    Label.SAFEGUARDING: _SAFEGUARDING,
    Label.STAFF_ALLEGATION: _CONDUCT,
    Label.REPORTING_RESTRICTION: _CONDUCT,
    Label.CHILD_IDENTIFYING: _CHILD,
    Label.IMPERSONATION: (Role.COMMS_LEAD, Role.HEADTEACHER, Role.PLATFORM_OWNER),
    Label.DEFAMATORY: _REPUTATION,
    Label.ABUSIVE: _REPUTATION,
}
NEXT_UP: tuple[Role, ...] = (Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DIRECTOR, Role.CHAIR)
"""Who is told instead when everybody who would be told may be a subject, in this order; the chair comes last."""


def recipients(labels: Collection[Label], people: Sequence[Recipient], denied: frozenset[str]) -> list[Recipient]:
    """Return who is told of a case with `labels`, gravest first: by role, less the deny list, else the next role up.

    Once a matter is one of safeguarding or of staff conduct, only those who handle such matters are told, whatever else
    it is. A headteacher who may be the subject of a staff allegation is replaced by the chair of governors.
    """
    grave = [label for label in labels if label in (Label.SAFEGUARDING, *_ABOUT_STAFF)]
    wanted = {role for label in grave or list(labels)[:1] for role in TOLD.get(label, _OWN_POST)}
    if not set(_ABOUT_STAFF).isdisjoint(grave) and _head_is_denied(people, denied):
        wanted = wanted - {Role.HEADTEACHER} | {Role.CHAIR}
    told = [p for p in people if not p.roles.isdisjoint(wanted) and p.username not in denied]
    if told:
        return told
    for role in NEXT_UP:
        told = [p for p in people if role in p.roles and p.username not in denied]
        if told:
            return told
    return []


def compose(*, reference: str, category: Label, severity: Severity, due_at: datetime | None, link_base: str) -> Message:
    """Return the message about a case."""
    due = f"{due_at.astimezone(LONDON):%A %d %B %Y, %H:%M} (London time)" if due_at else "no fixed time"
    return Message(
        subject=f"Goodname: {severity.value} case {reference}",
        body=(
            f"There is a case for you to look at.\n\n"
            f"Reference: {reference}\n"
            f"Category: {category.label}\n"
            f"Severity: {severity.label}\n"
            f"First look due: {due}\n\n"
            f"Open it here: {link_base}/case?ref={reference}\n\n"
            "This message says no more on purpose. Please do not forward it with details added.\n"
        ),
    )


def _head_is_denied(people: Sequence[Recipient], denied: frozenset[str]) -> bool:
    return any(Role.HEADTEACHER in p.roles and p.username in denied for p in people)
