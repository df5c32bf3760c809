"""Shows own pictures that are held because nobody has said who is in them.

The children of the class who may not be shown are listed for somebody who knows the class, and for nobody else; each
look is an event of the audit log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.consents import linked_classes, restricted_in
from data.records import Box, Post, School
from data.store import audit, own_pictures
from data.store.own_pictures import Said
from data.store.tables import FindingRow
from pipelines.home import Home
from pipelines.media import HomeMedia
from pipelines.picture_places import HeldPicture, Stage, held_of, place_of, places, viewer_of
from pipelines.registers import load_school

__all__ = ["HeldPicture", "HoldSeen", "Restricted", "Stage", "held_pictures", "look_at"]


@dataclass(frozen=True, slots=True)
class Restricted:
    """A child of the class who may not be shown; why is never said."""

    pupil_id: str
    name: str
    school_class: str | None


@dataclass(frozen=True, slots=True)
class HoldSeen:
    """A held picture in full. `restricted` None: the viewer does not know the class and sees that it is held.

    `content` None: the bytes are not at hand. `boxes` are the faces found, an estimate from below.
    """

    held: HeldPicture
    caption: str
    alt_text: str | None
    boxes: tuple[Box, ...]
    content: bytes | None
    classes: tuple[str, ...]
    restricted: tuple[Restricted, ...] | None
    said: Said | None


def held_pictures(*, home: Home, viewer: str, limit: int = 50) -> tuple[HeldPicture, ...]:
    """Return the held pictures that `viewer` may see, those that wait for a second person first, then the newest."""
    school = load_school(home=home, purpose="held pictures")
    with home.store.reading() as session:
        who = viewer_of(session, home, viewer)
        found = [
            held_of(session, who, place, school) for place in places(session, home, viewer) if who.may_say(place.post)
        ]
    return tuple(sorted(found, key=lambda held: held.stage is not Stage.SECOND)[:limit])


def look_at(
    *, home: Home, viewer: str, post_id: int, picture: int, classes: Sequence[str] = ()
) -> HoldSeen:  # fmt: skip
    """Return a held picture and, for somebody who knows the class, who of it may not be shown; the look is recorded.

    `classes` are those that the viewer says are in the picture, where neither account nor words tell.
    """
    school = load_school(home=home, purpose="held pictures")
    with home.store.writing() as session:
        who = viewer_of(session, home, viewer)
        place = place_of(session, home, who, post_id=post_id, picture=picture)
        meant = tuple(sorted({*classes, *linked_classes(place.post, school)}))
        knows = who.knows(place.post, school, meant)
        restricted = _restricted(place.post, school, meant) if knows else None
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="pupils:listed" if knows else "picture:viewed",
            at=home.clock(),
            details={"case": place.case.reference, "pupils": len(restricted or ())},
        )
        one = place.post.images[place.at]
        return HoldSeen(
            held_of(session, who, place, school),
            place.post.text,
            one.alt_text,
            _boxes(place.finding),
            HomeMedia(home).read(place.post, one) if one.kind == "image" else None,
            meant,
            restricted,
            own_pictures.opened(home.cipher, place.review) if place.review else None,
        )


def _restricted(post: Post, school: School, classes: Sequence[str]) -> tuple[Restricted, ...]:
    ids = set(restricted_in(classes, post, school))
    found = [
        Restricted(p.pupil_id, f"{p.preferred_first or p.legal_first} {p.surname}".strip(), p.school_class)
        for p in school.pupils
        if p.pupil_id in ids
    ]
    return tuple(sorted(found, key=lambda one: (one.school_class or "", one.name)))


def _boxes(finding: FindingRow) -> tuple[Box, ...]:
    return tuple((int(x), int(y), int(w), int(h)) for x, y, w, h in finding.boxes or ())
