"""Notice a post whose author looks like one of the school's own accounts and is not; no other author is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from classifiers.impersonation import SeenAccount, Verdict, judge
from data.records import Finding, MediaReader, Post, School
from data.words import Direction, Label, Level

_FROM = 0.8
"""Below this an account only uses the name, as many people do, and is left alone."""


class Lookalikes:
    """Finds authors that carry or imitate a handle or the name of the school; only such a finding is ever kept."""

    key: ClassVar[str] = "lookalikes"
    version: ClassVar[str] = "1"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return at most one finding a post; most posts have none."""
        return [self._post(post, school) for post in posts]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Return None: an account is judged by its name in any language."""
        return None

    def _post(self, post: Post, school: School) -> list[Finding]:
        if post.direction is Direction.OWN or not post.author:
            return []
        found = judge(SeenAccount(post.id, post.platform, post.author, post.author), school)
        if found.verdict is not Verdict.PARODY or found.score < _FROM:
            return []
        reason = f"the author's account {found.reason}"
        return [Finding(Label.IMPERSONATION, found.score, Level.REVIEW, reason, self.key, self.version)]
