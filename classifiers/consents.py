"""Check who is in the school's own pictures against what staff declared and what parents allowed.

A clip is held exactly like a picture. Faces are counted, when the bytes are at hand, and a count only ever raises a
doubt: a picture in which none is found is held all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar

from classifiers.declarations import declaration_of
from classifiers.images.sight import Sight, sights
from data.policy import purpose_on, switch
from data.records import Account, Finding, MediaReader, PhotoDeclaration, Picture, Post, School
from data.registers.permissions import INSIDE_SCHOOL
from data.words import Direction, Label, Level, Where


class Consents:
    """Finds pictures that nobody declared and pupils without the account's permission."""

    key: ClassVar[str] = "consents"
    version: ClassVar[str] = "2"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each own post; a mention has none."""
        return [list(self._post(post, school, media)) if post.direction is Direction.OWN else [] for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: this reads declarations; `face_count` says which pictures were not looked at."""
        return None

    def _post(self, post: Post, school: School, media: MediaReader) -> Iterator[Finding]:
        purpose = purpose_of(post, school)
        seen = sights(post, media)
        for at, picture in enumerate(post.images):
            declared = declaration_of(picture, school, seen[at])
            if declared is None and picture.pupil_ids is None:
                yield self._undeclared(at, picture, post, school, seen[at])
                continue
            ids = declared.pupil_ids if declared else picture.pupil_ids or ()
            missing = tuple(sorted(set(ids) - _allowed(school, purpose, _day_of(post))))
            if missing:
                reason = f"a pupil declared in the picture has no permission for {purpose.replace('_', ' ')}"
                yield self._finding(at, Label.CONSENT_MISSING, 0.95, reason, ids=missing)
            if declared and _approved_for_others(declared, purpose):
                reason = f"staff approved this picture, but not for {purpose.replace('_', ' ')}"
                yield self._finding(at, Label.CONSENT_UNDECLARED, 0.7, reason, subtype="not_approved")

    def _undeclared(self, at: int, picture: Picture, post: Post, school: School, seen: Sight | None) -> Finding:
        what = "clip" if picture.kind == "video" else "picture"
        if seen is None or not seen.faces:
            reason = f"nobody has said who is in a {what} of this post"
            return self._finding(at, Label.CONSENT_UNDECLARED, 0.6, reason)
        restricted = restricted_in_class(post, school)
        count = "1 face" if len(seen.faces) == 1 else f"{len(seen.faces)} faces"
        reason = f"nobody has said who is in a picture with {count} (an estimate: more may be there)"
        if restricted:
            reason += "; somebody who knows the class must check it against the class's no-photo list"
        return self._finding(at, Label.CONSENT_UNDECLARED, 0.8, reason, ids=restricted, seen=seen)

    def _finding(
        self,
        at: int,
        label: Label,
        score: float,
        reason: str,
        *,
        ids: Sequence[str] = (),
        subtype: str | None = None,
        seen: Sight | None = None,
    ) -> Finding:
        level = Level.ALERT if label is Label.CONSENT_MISSING else Level.REVIEW
        boxes = tuple(face.box for face in seen.faces) if seen else ()
        return Finding(
            label, score, level, reason, self.key, self.version, subtype,
            where=Where.PICTURE, pupil_ids=tuple(sorted(ids)), picture=at, boxes=boxes,
        )  # fmt: skip


def purpose_of(post: Post, school: School) -> str:
    """Return the photo permission that the account of `post` needs."""
    account = account_of(post, school)
    return account.purpose if account else purpose_on(school.policy, post.platform.value)


def account_of(post: Post, school: School) -> Account | None:
    """Return the registered account that `post` stands on, or None."""

    def plain(handle: str) -> str:
        return handle.lstrip("@").rstrip("/").casefold()

    def ours(account: Account) -> bool:
        return account.platform == post.platform and plain(account.handle) == plain(post.account or "")

    return next((account for account in school.accounts if ours(account)), None)


def restricted_in_class(post: Post, school: School) -> tuple[str, ...]:
    """Return the pupils who may not be shown, of the class that the account speaks for or that the words name.

    Who is in the picture is for somebody who knows the class to say: this is the list to check it against.
    """
    return restricted_in(linked_classes(post, school), post, school)


def linked_classes(post: Post, school: School) -> tuple[str, ...]:
    """Return the classes that the account of `post` speaks for or that its words name."""
    account = account_of(post, school)
    said = f"{account.area or '' if account else ''}\n{post.title or ''}\n{post.text}"
    classes = sorted({pupil.school_class for pupil in school.pupils if pupil.school_class})
    return tuple(n for n in classes if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", said, re.IGNORECASE))


def restricted_in(classes: Sequence[str], post: Post, school: School) -> tuple[str, ...]:
    """Return the pupils of these classes who may not be shown on the account of `post`."""
    wanted, allowed = {name.casefold() for name in classes}, _allowed(school, purpose_of(post, school))
    return tuple(
        sorted(
            p.pupil_id
            for p in school.pupils
            if (p.school_class or "").casefold() in wanted and p.pupil_id not in allowed
        )
    )


def _day_of(post: Post) -> date | None:
    return post.published_at.date() if post.published_at else None


def _approved_for_others(declared: PhotoDeclaration, purpose: str) -> bool:
    return declared.status == "approved" and bool(declared.purposes) and purpose not in declared.purposes


def _allowed(school: School, purpose: str, on: date | None = None) -> set[str]:
    """Return who may be shown: by today's register, and by the day of the post for who had left before it."""
    ends = switch(school.policy, "after_leaving") == "ends"
    return {
        pupil.pupil_id
        for pupil in school.pupils
        if pupil.permissions.get(purpose, False)
        and not (pupil.protected and purpose not in INSIDE_SCHOOL)
        and not (ends and on is not None and pupil.leaver_date is not None and pupil.leaver_date < on)
    }
