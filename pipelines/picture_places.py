"""Finds own pictures that are held because nobody has said who is in them, and what each person may do about one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from classifiers.consents import linked_classes
from data.errors import InputError
from data.records import Account, Post, School
from data.store import own_pictures
from data.store.picture_tables import PictureReviewRow
from data.store.posts import as_post
from data.store.removal_tables import CaseLockRow
from data.store.tables import CasePostRow, CaseRow, FindingRow, PostRow
from data.words import CaseStatus, Direction, Label, Role, Word
from pipelines.home import Home
from pipelines.register_desk import own_accounts
from pipelines.seeing import roles_of, visible

KNOWS_EVERY_CLASS = frozenset({Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER})
SAYS = KNOWS_EVERY_CLASS | {Role.COMMS_LEAD, Role.PLATFORM_OWNER, Role.DIRECTOR}
"""Who says who is in any picture; an account's owner does so for the own account."""

HELD = (None, "more_faces_than_declared")
"""The kinds of `consent_undeclared` that saying who is in the picture settles."""

_NOT_THERE = "there is no held picture of this number for you"


class Stage(Word):
    """How far a held picture has come."""

    NOBODY = "nobody", "Waits for somebody to say who is in it"
    SECOND = "second", "A second person must confirm it"
    LET_THROUGH = "let_through", "Let through by two people"
    BREACH = "breach", "A child in it may not be shown: take it down"


@dataclass(frozen=True, slots=True)
class HeldPicture:
    """A held picture as a list shows it; it names nobody. `picture` counts from 0 within the post."""

    post_id: int
    picture: int
    kind: str
    platform: str
    account: str | None
    url: str | None
    published_at: datetime | None
    case: str
    faces: int | None
    reason: str
    stage: Stage
    said_by: str | None
    you_may_say: bool
    you_may_confirm: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One held picture, the one at `at` of its post, with what decides about it."""

    at: int
    row: PostRow
    case: CaseRow
    finding: FindingRow
    post: Post
    review: PictureReviewRow | None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: roles, and the own accounts they answer for."""

    name: str
    roles: frozenset[Role]
    accounts: tuple[Account, ...]

    def may_say(self, post: Post) -> bool:
        """Whether the viewer may say who is in a picture of this post, or confirm it."""
        return bool(self.roles & SAYS) or self._owns(post)

    def knows(self, post: Post, school: School, classes: Sequence[str]) -> bool:
        """Whether the viewer knows the children of these classes, and of those that the post is about."""
        if self.roles & KNOWS_EVERY_CLASS:
            return True
        own = {(account.area or "").casefold() for account in self.accounts}
        about = {*classes, *linked_classes(post, school)}
        return bool(about) and all(name.casefold() in own for name in about)

    def _owns(self, post: Post) -> bool:
        handle = (post.account or "").lstrip("@").rstrip("/").casefold()
        return any(
            account.platform is post.platform and account.handle.lstrip("@").rstrip("/").casefold() == handle
            for account in self.accounts
        )


def viewer_of(session: Session, home: Home, viewer: str) -> Viewer:
    """Return who looks; `InputError` for somebody who is not listed."""
    roles = roles_of(session, home, viewer)
    own = own_accounts(session, home, viewer) if Role.ACCOUNT_OWNER in roles else ()
    return Viewer(viewer, roles, own)


def places(
    session: Session, home: Home, viewer: str, post_id: int | None = None, picture: int | None = None
) -> list[Place]:
    """Return the held pictures in open cases that `viewer` may see, the newest post first, each once.

    None of a locked case: what it points to may be illegal to look at, for whoever holds it too.
    """
    rows = session.execute(
        select(PostRow, CaseRow, FindingRow)
        .join(FindingRow, FindingRow.post_id == PostRow.id)
        .join(CasePostRow, CasePostRow.post_id == PostRow.id)
        .join(CaseRow, CaseRow.id == CasePostRow.case_id)
        .where(
            *visible(session, home, viewer),
            CaseRow.id.not_in(select(CaseLockRow.case_id).where(CaseLockRow.released_at.is_(None))),
            CaseRow.status != CaseStatus.CLOSED.value,
            PostRow.direction == Direction.OWN.value,
            PostRow.gone_at.is_(None),
            FindingRow.label == Label.CONSENT_UNDECLARED.value,
            FindingRow.picture.is_not(None),
            *([] if post_id is None else [PostRow.id == post_id]),
            *([] if picture is None else [FindingRow.picture == picture]),
        )
        .order_by(PostRow.id.desc(), FindingRow.picture, CaseRow.id)
    )
    found: dict[tuple[int, int], Place] = {}
    for row, case, finding in rows:
        post, at = as_post(row), finding.picture
        if finding.subtype in HELD and at is not None and at < len(post.images):
            review = own_pictures.waiting(session, row.id, at)
            found.setdefault((row.id, at), Place(at, row, case, finding, post, review))
    return list(found.values())


def place_of(session: Session, home: Home, who: Viewer, *, post_id: int, picture: int) -> Place:
    """Return one held picture; `InputError` when it is not there for this viewer, whatever the reason."""
    found = places(session, home, who.name, post_id, picture)
    if not found or not who.may_say(found[0].post):
        raise InputError(_NOT_THERE)
    return found[0]


def held_of(session: Session, who: Viewer, place: Place, school: School) -> HeldPicture:
    """Return a held picture as a list shows it to this viewer."""
    marks = own_pictures.marks_of(session, place.row.id, place.at)
    review, may = place.review, who.may_say(place.post)
    second = review is not None and review.said_by != who.name
    enough = review is not None and (review.knows_class or who.knows(place.post, school, ()))
    return HeldPicture(
        place.row.id,
        place.at,
        place.post.images[place.at].kind,
        place.row.platform,
        place.row.account,
        place.row.url,
        place.row.published_at,
        place.case.reference,
        marks.faces if marks else None,
        place.finding.reason,
        Stage.SECOND if review else Stage.NOBODY,
        review.said_by if review else None,
        you_may_say=may and not second,
        you_may_confirm=may and second and enough,
    )
