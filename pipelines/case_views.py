"""What a person sees of cases: a line of the queue, a whole case, its posts, its history, others like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from data.records import Finding, Post, Unread
from data.words import CaseStatus, CloseReason, Label, Role, Sentiment, Severity, Word
from pipelines.hands import Holder


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A line of the queue. `excerpt` begins the first post, handles masked."""

    reference: str
    category: Label
    severity: Severity
    status: CaseStatus
    opened_at: datetime
    due_at: datetime | None
    may_be_another_school: bool
    has_unread: bool
    posts: int
    platform: str
    direction: str
    excerpt: str
    locked: bool = False
    """Whether it may point to illegal imagery; then no words are shown."""
    changed_at: datetime | None = None
    """When it last changed; an act that follows says so, and is refused when somebody else changed it since."""
    owner: str | None = None
    owner_roles: tuple[Role, ...] = ()
    is_yours: bool = False
    held_by: Holder | None = None
    """Who works on it now, when that is somebody else than the viewer."""
    may_dismiss: bool = True
    """Whether the viewer may put it aside as nothing."""


@dataclass(frozen=True, slots=True)
class CasePost:
    """A post of a case with what detectors said of it."""

    post: Post
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    sentiment: Sentiment | None
    relevance: float | None
    collected_at: datetime
    gone_at: datetime | None
    versions: int


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of a case's history; `words` is what a person wrote."""

    at: datetime
    actor: str
    action: str
    reason: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """Another case like this one that the viewer may see, and why it is alike."""

    reference: str
    category: Label
    status: CaseStatus
    opened_at: datetime
    close_reason: CloseReason | None
    why: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A whole case, as a person who may see it sees it."""

    summary: CaseSummary
    close_reason: CloseReason | None
    closed_at: datetime | None
    posts: tuple[CasePost, ...]
    timeline: tuple[TimelineEntry, ...]
    kept_from: int
    """How many people are kept from this case because they are or may be its subject."""
    whom_to_call: tuple[str, ...] = ()
    """For a case that may point to illegal imagery: what not to do, and whom to ring, in order."""
    similar: tuple[SimilarCase, ...] = ()
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue and how many cases there are in all for these filters.

    `by_severity` counts all severities: a filter must not make the gravest cases look as if there were none.
    """

    cases: tuple[CaseSummary, ...]
    total: int
    by_severity: Mapping[Severity, int]


class Only(Word):
    """What the queue can be narrowed to."""

    YOURS = "yours", "Yours"
    NOBODYS = "nobodys", "Nobody's yet"
    OVERDUE = "overdue", "Overdue"
    SILENT = "unacknowledged", "Not acknowledged"
