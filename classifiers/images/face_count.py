"""Count and measure faces in the school's own pictures, and say which pictures were not looked at.

A count may raise a doubt and never settle one: more faces than declared people, a close-up, a face that was meant to be
hidden. Whose face it is is never asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from classifiers.declarations import declaration_of, people_in
from classifiers.images.sight import MOST_PICTURES, Sight, sights
from data.policy import switch
from data.records import Finding, MediaReader, Picture, Post, School
from data.words import Direction, Label, Level, Where

if TYPE_CHECKING:
    from classifiers.images.faces import Face

_HIDING = r"(?:blurred|blurring|pixel+ated|pixel+ed|covered|hidden|masked|obscured|redacted|emoji(?:s)? over)"
_SAID_HIDDEN = re.compile(
    rf"\b{_HIDING}\s+(?:out\s+)?(?:(?:the|all|their|his|her|our|some|children's|pupils')\s+){{0,3}}faces?\b"
    rf"|\bfaces?\s+(?:(?:have|has|are|is|were|was|been|all)\s+){{0,3}}{_HIDING}\b",
    re.IGNORECASE,
)


ADVICE = "advice"
"""The sub-type of a close-up that the policy neither holds nor passes over: it is said, and nobody must act."""


class FaceCount:
    """Finds close-ups, more faces than declared people, and faces that were hidden badly."""

    key: ClassVar[str] = "face_count"
    version: ClassVar[str] = "2"

    def examine(self, posts: Sequence[Post], school: School, media: MediaReader) -> list[list[Finding]]:
        """Return the findings of each own post; a mention has none."""
        return [
            list(self._post(post, school, media)) if post.images and post.direction is Direction.OWN else []
            for post in posts
        ]

    def cannot_read(self, post: Post, media: MediaReader) -> str | None:
        """Say which pictures of an own post were not looked at, and why. Other people's pictures never are."""
        if not post.images or post.direction is not Direction.OWN:
            return None
        return "; ".join(why_unseen(post, media)) or None

    def _post(self, post: Post, school: School, media: MediaReader) -> Iterator[Finding]:
        for at, seen in enumerate(sights(post, media)):
            if seen is None or not seen.faces:
                continue
            picture = post.images[at]
            declared = declaration_of(picture, school, seen)
            yield from self._unexplained(at, seen, people_in(declared, picture))
            shown = declared.pupil_ids if declared else picture.pupil_ids
            if shown != ():
                yield from self._close_up(at, seen, school)
            yield from self._hidden(at, seen, picture, post)

    def _unexplained(self, at: int, seen: Sight, people: int | None) -> Iterator[Finding]:
        if people is None or len(seen.faces) <= people:
            return
        more = len(seen.faces) - people
        reason = (
            f"{_faces(len(seen.faces))} found (an estimate: more may be there), but {people} people declared: "
            f"{_faces(more)} nobody has explained"
        )
        yield self._finding(at, 0.75, reason, "more_faces_than_declared", seen.faces)

    def _close_up(self, at: int, seen: Sight, school: School) -> Iterator[Finding]:
        from classifiers.images.faces import CLOSE, PORTRAIT

        close = tuple(face for face in seen.faces if face.frontal and face.size >= CLOSE)
        rule = switch(school.policy, "close_ups")
        if not close or rule == "allow":
            return
        held = rule == "hold" or (rule == "portraits" and close[0].size >= PORTRAIT)
        reason = (
            f"a face that looks at the camera is {close[0].size:.0f} px large on a phone-sized picture "
            f"(from {CLOSE} px anybody knows it); prefer a group, distance or the backs of heads"
        )
        yield self._finding(at, min(0.5 + close[0].size / 500, 0.95), reason, "close" if held else ADVICE, close)

    def _hidden(self, at: int, seen: Sight, picture: Picture, post: Post) -> Iterator[Finding]:
        if seen.half_hidden:
            reason = f"{_faces(len(seen.half_hidden))} hidden by pixels or blur can still be found; cover it whole"
            yield self._finding(at, 0.8, reason, "redacted_face", seen.half_hidden)
        elif _SAID_HIDDEN.search(f"{post.text}\n{picture.alt_text or ''}"):
            reason = f"the words say that a face is hidden, but {_faces(len(seen.faces))} can be found"
            yield self._finding(at, 0.7, reason, "redacted_face", seen.faces)

    def _finding(self, at: int, score: float, reason: str, subtype: str, faces: Sequence[Face]) -> Finding:
        label = Label.CLOSE_UP if subtype in ("close", ADVICE) else Label.CONSENT_UNDECLARED
        return Finding(
            label, round(score, 3), Level.REVIEW, reason, self.key, self.version, subtype,
            where=Where.PICTURE, picture=at, boxes=tuple(face.box for face in faces),
        )  # fmt: skip


def why_unseen(post: Post, media: MediaReader) -> Iterator[str]:
    """Yield in sentences which pictures of `post` were not looked at, one for each reason."""
    seen = sights(post, media)
    clips = sum(picture.kind == "video" for picture in post.images)
    if clips:
        yield f"{_count(clips, 'clip')}: only the words were read, the frames are not examined"
    beyond = sum(picture.kind != "video" for picture in post.images[MOST_PICTURES:])
    if beyond:
        yield f"{_count(beyond, 'picture')} beyond the first {MOST_PICTURES}: not looked at"
    absent = sum(
        one is None and picture.kind != "video" for one, picture in zip(seen, post.images, strict=True)
    ) - beyond  # fmt: skip
    if absent:
        yield f"{_count(absent, 'picture')} not at hand: faces, metadata and copies were not checked"
    for at, one in enumerate(seen):
        if one is not None and one.refused:
            yield f"picture {at + 1}: {one.refused}"
        elif one is not None and one.metadata is not None and one.metadata.broken:
            yield f"picture {at + 1}: its {' and '.join(one.metadata.broken)} metadata cannot be read"


def _faces(count: int) -> str:
    return "1 face" if count == 1 else f"{count} faces"


def _count(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
