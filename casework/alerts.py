"""Who is told that a case exists, and in which words: never what is in it.

A message holds a random reference, a category, a severity, a deadline and a link (DESIGN.md 5.5). Who is told is data
(`casework.alert_table`); a person on the case's deny list is never told, and where nobody is left the next role up is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.alert_table import AlertTable, read_alert_table
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


ABOUT_STAFF = (Label.STAFF_ALLEGATION, Label.REPORTING_RESTRICTION)
LAST_RESORT: tuple[Role, ...] = (Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DIRECTOR, Role.CHAIR)
"""Who is told when everybody who would be told may be a subject, in this order; the chair comes last."""


def recipients(
    labels: Collection[Label],
    people: Sequence[Recipient],
    denied: frozenset[str],
    *,
    named: frozenset[str] = frozenset(),
    also: Iterable[str] = (),
    severity: Severity | None = None,
    table: AlertTable | None = None,
) -> list[Recipient]:
    """Return who is told of a case with `labels`, gravest first: by role, less the deny list, else the next role up.

    Once a matter is one of safeguarding or of staff conduct, only those who handle such matters are told, whatever else
    it is. A head who may be the subject is replaced by the chair of governors; a post that names the head and nobody
    else (`named`) is told to the chair, an allegation to the chair alone. `also` are user names told besides (who owns
    the account that posted); of an S1 matter the safeguarding leads are always told.
    """
    rows = (table or read_alert_table()).rows_of(handled(labels))
    wanted = {role for row in rows for role in row.told}
    if severity is Severity.S1:
        wanted |= {Role.DSL, Role.DEPUTY_DSL}
    heads = {person.username for person in people if Role.HEADTEACHER in person.roles}
    if Role.HEADTEACHER in wanted and not heads.isdisjoint(denied):
        wanted = wanted - {Role.HEADTEACHER} | {Role.CHAIR}
    if not heads.isdisjoint(named):
        wanted = {Role.CHAIR} if next(iter(labels), None) in ABOUT_STAFF else wanted | {Role.CHAIR}
    extra = frozenset(also)
    told = [p for p in people if p.username not in denied and (not p.roles.isdisjoint(wanted) or p.username in extra)]
    if any(person.email for person in told):
        return told
    for role in LAST_RESORT:
        others = [p for p in people if role in p.roles and p.username not in denied and p not in told]
        if others:
            return [*told, *others]
    return told


def handled(labels: Collection[Label]) -> list[Label]:
    """Return the labels that decide who is told: those of safeguarding and staff conduct, else the gravest.

    Where an allegation about staff is what the matter is about, only those who handle allegations are told.
    """
    grave = about_safety(labels)
    if grave and grave[0] in ABOUT_STAFF:
        return [label for label in grave if label in ABOUT_STAFF]
    return grave or list(labels)[:1]


def about_safety(labels: Collection[Label]) -> list[Label]:
    """Return those of the labels that are about safeguarding or the conduct of staff."""
    return [label for label in labels if label in (Label.SAFEGUARDING, *ABOUT_STAFF)]


def compose(*, reference: str, category: Label, severity: Severity, due_at: datetime | None, link_base: str) -> Message:
    """Return the message about a new case."""
    return Message(
        subject=f"Goodname: {severity.value} case {reference}",
        body=_body(
            "There is a case for you to look at.", reference, category, severity, f"First look due: {_due(due_at)}",
            link_base=link_base,
        ),
    )  # fmt: skip


def compose_again(
    *, reference: str, category: Label, severity: Severity, due_at: datetime | None, link_base: str
) -> Message:
    """Return the message about a case that nobody has acknowledged in time."""
    return Message(
        subject=f"Goodname: {severity.value} case {reference} waits for somebody",
        body=_body(
            "Nobody has acknowledged this case in time. Please acknowledge it; you need not open it for that.",
            reference, category, severity, f"First look due: {_due(due_at)}", link_base=link_base,
        ),
    )  # fmt: skip


def compose_grown(*, reference: str, category: Label, severity: Severity, added: int, link_base: str) -> Message:
    """Return the message about a case that more posts have joined."""
    return Message(
        subject=f"Goodname: {severity.value} case {reference} has grown",
        body=_body(
            "More posts have joined this case since you were told of it.",
            reference, category, severity, f"Posts added: {added}", link_base=link_base,
        ),
    )  # fmt: skip


def compose_back(*, reference: str, category: Label, severity: Severity, link_base: str) -> Message:
    """Return the message about a case of which a removed post is back."""
    return Message(
        subject=f"Goodname: {severity.value} case {reference} is back",
        body=_body(
            "A post of this case had been removed and is there again.",
            reference, category, severity, "It waits for somebody to look.", link_base=link_base,
        ),
    )  # fmt: skip


def compose_several(*, link_base: str) -> Message:
    """Return the message that takes the place of many when cases come in a burst."""
    return Message(
        subject="Goodname: several more cases",
        body=(
            "More cases came in than you are told of one by one.\n\n"
            f"Open the queue here: {link_base}\n\n"
            "This message says no more on purpose. Please do not forward it with details added.\n"
        ),
    )


def _body(opening: str, reference: str, category: Label, severity: Severity, last: str, *, link_base: str) -> str:
    return (
        f"{opening}\n\n"
        f"Reference: {reference}\n"
        f"Category: {category.label}\n"
        f"Severity: {severity.label}\n"
        f"{last}\n\n"
        f"Open it here: {link_base}/case?ref={reference}\n\n"
        "This message says no more on purpose. Please do not forward it with details added.\n"
    )


def _due(due_at: datetime | None) -> str:
    return f"{due_at.astimezone(LONDON):%A %d %B %Y, %H:%M} (London time)" if due_at else "no fixed time"
