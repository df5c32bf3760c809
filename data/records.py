"""The frozen values that cross a boundary between parts.

`None` always means "the platform did not say"; an empty text is a post whose platform says it has none (a picture
without a caption). Times are aware and in UTC. Spans count Unicode code points of the string that `where` names, as
received, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from data.scoring import Calibration, Thresholds
from data.words import (
    Direction,
    Label,
    Level,
    PermissionStatus,
    Platform,
    Provenance,
    RunStatus,
    Sentiment,
    Severity,
    Where,
)

Cursor = Mapping[str, Any]
"""Where a collector stopped, as JSON-able values. An empty mapping means "never asked"."""

Span = tuple[int, int]

Box = tuple[int, int, int, int]
"""A place in a picture: left, top, width, height, in pixels of the picture as a reader sees it."""


# --- Posts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or clip of a post. `pupil_ids` None: nobody has said who is in it; (): declared, no pupil."""

    file: str
    alt_text: str | None = None
    pupil_ids: tuple[str, ...] | None = None
    kind: str = "image"
    """"image" or "video"; a clip's words are audited and its frames are not examined."""


@dataclass(frozen=True, slots=True)
class Repost:
    """What a post repeats from somebody else."""

    text: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One item from a source: tweet, review, thread message, caption, page.

    `id` is the platform's own id and is unique with `platform` in one school's store. `title` is what a reader sees
    above the post (thread, group, listing). `account` is the own account that published it or whose post it answers.
    `thread` groups messages of one conversation. `report_url` is the platform's own page to report this very post.
    """

    id: str
    platform: Platform
    text: str
    direction: Direction = Direction.MENTION
    account: str | None = None
    url: str | None = None
    title: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    edited_at: datetime | None = None
    rating: float | None = None
    on_own_post: bool = False
    hashtags: tuple[str, ...] = ()
    repost_of: Repost | None = None
    images: tuple[Picture, ...] = ()
    thread: str | None = None
    report_url: str | None = None
    provenance: Provenance = Provenance.COLLECTED


@dataclass(frozen=True, slots=True)
class RawItem:
    """One item as received, with what the page around it said that the item alone does not.

    `payload` is the platform's item untouched (JSON-able). `context` is what the collector knew when it asked, as
    JSON-able values (which stream, which own account), so that the item can be mapped again years later.
    """

    source: str
    payload: Any
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawPage:
    """One answer of a source and the cursor to store with its posts.

    `body` is the decoded JSON, or the text of an HTML or XML page. `cursor` is the collector's whole cursor after this
    page; storing it together with the page's posts is what makes a kill at any moment harmless. None: a page for which
    no cursor is to be stored (a body read from a file).
    """

    source: str
    body: Any
    context: Mapping[str, Any] = field(default_factory=dict)
    cursor: Cursor | None = None


# --- The school and its registers ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """One of the school's own accounts, as registered."""

    platform: Platform
    handle: str
    area: str | None = None
    owner: str | None = None
    purpose: str = "social_media"
    status: str = "active"


@dataclass(frozen=True, slots=True)
class PermissionDecision:
    """What was decided about using somebody's picture for one purpose, and from when.

    `since` None: the register does not say from when. `until`: the last day it holds. `naming` None: not decided, so
    that the policy profile says whether a first name may stand beside the picture.
    """

    purpose: str
    status: PermissionStatus
    since: date | None = None
    until: date | None = None
    basis: str = "consent"
    naming: bool | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil on the roll. The representation never shows a name, so that none can reach a log.

    `permissions` is what holds on the day it was read; `decisions` is the history it follows from, oldest first.
    """

    pupil_id: str
    legal_first: str = field(repr=False)
    surname: str = field(repr=False)
    preferred_first: str | None = field(default=None, repr=False)
    school_class: str | None = field(default=None, repr=False)
    date_of_birth: date | None = field(default=None, repr=False)
    permissions: Mapping[str, bool] = field(default_factory=dict, repr=False)
    leaver_date: date | None = field(default=None, repr=False)
    protected: bool = field(default=False, repr=False)
    decisions: tuple[PermissionDecision, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works or governs at the school; `user` links to an account of this software."""

    name: str = field(repr=False)
    role: str | None = None
    known_as: tuple[str, ...] = field(default=(), repr=False)
    user: str | None = None
    decisions: tuple[PermissionDecision, ...] = field(default=(), repr=False)
    """What the member of staff decided about pictures of themselves."""


@dataclass(frozen=True, slots=True)
class PhotoDeclaration:
    """What staff said of one picture: which pupils, how many others, and what it may be used for."""

    file: str | None
    sha256: str | None = None
    phash: str | None = None
    pupil_ids: tuple[str, ...] = ()
    others: int | None = None
    status: str = "declared"
    purposes: tuple[str, ...] = ()
    declared_by: str | None = None
    declared_at: datetime | None = None
    features: str | None = field(default=None, repr=False)
    """Corners of the whole picture by which a crop or a screenshot of it is known again; never of a face alone."""


@dataclass(frozen=True, slots=True)
class School:
    """A school as detectors see it: its names, its namesakes, its registers and its rules.

    `operating_points`: from which score a label counts at this school, where its safeguarding lead decided so; a label
    that is not in it counts from the score that the detector ships with. `calibrations`: what the school's own
    corrections taught, once somebody accepted it.
    """

    name: str
    aliases: tuple[str, ...] = ()
    town: str | None = None
    type: str = "maintained"
    nation: str = "ENG"
    classes: tuple[str, ...] = ()
    not_us: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    pupils: tuple[Pupil, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    photos: tuple[PhotoDeclaration, ...] = ()
    policy: Mapping[str, Any] = field(default_factory=dict)
    operating_points: Mapping[Label, Thresholds] = field(default_factory=dict)
    calibrations: Mapping[Label, Calibration] = field(default_factory=dict)


class MediaReader(Protocol):
    """Gives picture detectors the bytes of the school's own media, and of nothing else."""

    def read(self, post: Post, picture: Picture) -> bytes | None:
        """Return the picture's bytes, or None when they are not at hand (then the picture is *not read*)."""
        ...


# --- What detectors say ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """One detector's word on one post.

    `level` None: the score lies below the review threshold; such a finding gives its label's score and is listed
    nowhere. `reason` is a sentence that a comms lead understands and holds no name from a register. `subtype` is the
    guide's sub-type or level (insult, full_name, positive, ...). `picture` counts the post's pictures from 0 and says
    which one is meant; `boxes` are the faces or the words in it that the finding rests on.
    """

    label: Label
    score: float
    level: Level | None
    reason: str
    detector: str
    version: str
    subtype: str | None = None
    where: Where = Where.TEXT
    spans: tuple[Span, ...] = ()
    pupil_ids: tuple[str, ...] = ()
    picture: int | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A post, or a part of it, that a detector did not read, and why: never taken as "nothing found"."""

    detector: str
    why: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What all detectors together say of one post."""

    post: Post
    relevant: bool
    relevance: float
    sentiment: Sentiment
    scores: Mapping[Label, float]
    findings: tuple[Finding, ...] = ()
    unread: tuple[Unread, ...] = ()
    severity: Severity | None = None

    def has(self, label: Label, level: Level | None = None) -> bool:
        """Say whether a listed finding carries `label` (at `level`, when given)."""
        return any(f.label == label and (level is None or f.level == level) for f in self.findings)


# --- What a run says -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one attempt at one source did; every branch is counted."""

    source: str
    status: RunStatus
    started_at: datetime
    finished_at: datetime
    detail: str | None = None
    attempted: int = 0
    fetched: int = 0
    new: int = 0
    duplicate: int = 0
    edited: int = 0
    gone: int = 0
    unparsed: int = 0
    not_read: int = 0
    findings: int = 0
    cases: int = 0
    alerts: int = 0

    @property
    def seconds(self) -> float:
        """How long the attempt took."""
        return (self.finished_at - self.started_at).total_seconds()
