"""What a document may know of a case: plain values, masked already for the route they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from casework.playbook import Contact, Playbook
from casework.takedown import Request
from casework.working_time import LONDON
from data.removal_words import Ground, Subject, UrlState
from data.words import Label, Severity

NOT_KEPT = "address not kept"


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A post of the case as the document shows it."""

    post_id: int
    url: str
    platform: str
    platform_name: str
    poster: str
    published_at: datetime | None
    seen_at: datetime
    text: str
    title: str
    state: UrlState | None
    states: tuple[tuple[UrlState, datetime], ...] = ()
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Escalated:
    """A step that was taken or left out."""

    at: datetime
    what: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything a document is made of. `given` holds what the person who asks for it added (--set)."""

    reference: str
    school_name: str
    town: str
    school_type: str
    nation: str
    category: Label
    severity: Severity
    opened_at: datetime
    now: datetime
    posts: tuple[PostFacts, ...]
    ground: Ground
    subject: Subject
    safeguarding: bool
    minors: bool
    restricted: bool
    requests: tuple[Request, ...]
    escalations: tuple[Escalated, ...]
    access: tuple[tuple[datetime, str, str], ...]
    sender_role: str
    playbook: Playbook
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def sender(self) -> str:
        """The school as a sender."""
        return f"{self.school_name}, {self.town}" if self.town else self.school_name

    def said(self, name: str, otherwise: str) -> str:
        """Return what the person gave under `name`, else `otherwise`."""
        return self.given.get(name, "").strip() or otherwise

    def contact(self, key: str) -> Contact | None:
        """Return the contact of the school's nation."""
        return self.playbook.contact(key, self.nation)


def london(moment: datetime | None) -> str:
    """Return a moment in London time, as people write it."""
    return f"{moment.astimezone(LONDON):%a %d %b %Y, %H:%M %Z}" if moment else "the platform did not say"
