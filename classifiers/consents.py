"""Check who is in the school's own pictures against what staff declared and what parents allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from data.records import Account, Finding, MediaReader, PhotoDeclaration, Picture, Post, School
from data.words import Direction, Label, Level, Where

_DEFAULT_PURPOSE = "social_media"
_OUT = ("withheld", "withdrawn")


class Consents:
    """Finds pictures that nobody declared and pupils without the account's permission."""

    key: ClassVar[str] = "consents"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:  # noqa: ARG002
        """Return the findings of each own post; a mention has none."""
        return [list(self._post(post, school)) if post.direction is Direction.OWN else [] for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:  # noqa: ARG002 - the protocol's shape
        """Return None: this reads declarations, not pictures."""
        return None

    def _post(self, post: Post, school: School) -> Iterator[Finding]:
        purpose = purpose_of(post, school)
        for picture in post.images:
            declared = declaration_of(picture, school)
            if declared is None and picture.pupil_ids is None:
                yield self._finding(
                    Label.CONSENT_UNDECLARED, 0.6, Level.REVIEW, "nobody has said who is in a picture of this post"
                )
                continue
            ids = declared.pupil_ids if declared else picture.pupil_ids or ()
            if declared and declared.status in _OUT:
                yield self._finding(
                    Label.CONSENT_MISSING, 0.95, Level.ALERT, "staff withheld or withdrew this picture", ids
                )
            missing = tuple(sorted(set(ids) - _allowed(school, purpose)))
            if missing:
                reason = f"a pupil declared in the picture has no permission for {purpose.replace('_', ' ')}"
                yield self._finding(Label.CONSENT_MISSING, 0.95, Level.ALERT, reason, missing)

    def _finding(self, label: Label, score: float, level: Level, reason: str, ids: Sequence[str] = ()) -> Finding:
        return Finding(
            label, score, level, reason, self.key, self.version, where=Where.PICTURE, pupil_ids=tuple(sorted(ids))
        )


def purpose_of(post: Post, school: School) -> str:
    """Return the photo permission that the account of `post` needs."""

    def plain(handle: str) -> str:
        return handle.lstrip("@").rstrip("/").casefold()

    def ours(account: Account) -> bool:
        return account.platform == post.platform and plain(account.handle) == plain(post.account or "")

    return next((account.purpose for account in school.accounts if ours(account)), _DEFAULT_PURPOSE)


def declaration_of(picture: Picture, school: School) -> PhotoDeclaration | None:
    """Return what staff declared of the picture of this file name; the last line of photos.csv holds."""
    name = _file_name(picture.file)
    return next((p for p in reversed(school.photos) if name and p.file and _file_name(p.file) == name), None)


def _file_name(path: str) -> str:
    return path.replace("\\", "/").split("?")[0].rsplit("/", 1)[-1].casefold()


def _allowed(school: School, purpose: str) -> set[str]:
    return {pupil.pupil_id for pupil in school.pupils if pupil.permissions.get(purpose, False)}
