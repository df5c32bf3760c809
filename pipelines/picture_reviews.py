"""Two people let a held picture through, one of whom knows the class; what makes it worse needs no second person.

The first says which pupils and how many others are in it, the second confirms that. A child without permission who is
said to be in the picture makes it a breach at once. What both say becomes the picture's declaration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from casework.cases import note
from classifiers.consents import purpose_of
from data.errors import InputError
from data.policy import switch
from data.records import PhotoDeclaration, School
from data.store import audit, own_pictures
from data.store.own_pictures import Said
from data.store.picture_tables import PictureReviewRow
from data.words import Word
from pipelines.attend import attend
from pipelines.declare import keep_declarations
from pipelines.home import Home
from pipelines.media import HomeMedia
from pipelines.picture_places import Place, Stage, Viewer, place_of, viewer_of
from pipelines.registers import load_school


class Told(Word):
    """What the case's timeline and the audit log are told."""

    DECLARED = "declared", "somebody said who is in it, and a second person must confirm it"
    DECLARED_ALONE = "declared_alone", "somebody said who is in it"
    DECLARED_BREACH = "declared_breach", "somebody said that a child is in it who may not be shown"
    CONFIRMED = "confirmed", "a second person confirmed who is in it"
    DISAGREED = "disagreed", "the second person did not agree"
    REFUSED = "refused", "this person cannot confirm it"


_SAID = {
    Stage.SECOND: Told.DECLARED,
    Stage.LET_THROUGH: Told.DECLARED_ALONE,
    Stage.BREACH: Told.DECLARED_BREACH,
}


def say_who(
    *,
    home: Home,
    viewer: str,
    post_id: int,
    picture: int,
    pupil_ids: Sequence[str],
    others: int,
    words: str = "",
    classes: Sequence[str] = (),
) -> Stage:
    """Say which pupils and how many others are in a held picture; return what it waits for now.

    A pupil without permission makes it a breach at once. Otherwise a second person confirms it, unless the policy asks
    for one alone. Raises `InputError` for a pupil who is not on the roll, or when somebody has said so already.
    """
    school = load_school(home=home, purpose="held pictures")
    known = {pupil.pupil_id: pupil for pupil in school.pupils}
    if set(pupil_ids) - set(known):
        raise InputError("an id that was given is not on the roll; check the ids")
    if others < 0:
        raise InputError("the number of other people cannot be below 0")
    with home.store.writing() as session:
        who = viewer_of(session, home, viewer)
        place = place_of(session, home, who, post_id=post_id, picture=picture)
        if not who.may_say(place.post):
            raise InputError("your roles do not let you say who is in this picture")
        if place.review is not None and place.review.said_by != viewer:
            raise InputError("somebody has said who is in this picture; confirm it, or say that you do not agree")
        if place.review is not None:
            _close(place.review, viewer, home.clock(), agrees=False)
        said = Said(
            tuple(sorted(set(pupil_ids))), others, words.strip(), viewer, home.clock(),
            who.knows(place.post, school, classes),
        )  # fmt: skip
        review = own_pictures.say(
            session, home.cipher, home.school_id, post_id=place.row.id, picture=place.at, said=said
        )
        purpose = purpose_of(place.post, school)
        shown_all = all(known[one].permissions.get(purpose, False) for one in said.pupil_ids)
        alone = not switch(school.policy, "two_person_sign_off") and said.knows_class
        stage = Stage.SECOND if shown_all and not alone else Stage.LET_THROUGH if shown_all else Stage.BREACH
        _record(session, home, place, viewer, _SAID[stage])
        if stage is not Stage.SECOND:
            _let_stand(session, home, place, review, said)
    if stage is not Stage.SECOND:
        attend(home=home, school=load_school(home=home, purpose="held pictures"))
    return stage


def confirm(*, home: Home, viewer: str, post_id: int, picture: int, agrees: bool, words: str = "") -> Stage:
    """Confirm, as a second person, what was said of a held picture, or reject it with a reason.

    Raises `InputError`, and records the attempt, for the person who said it, for somebody whose roles do not confirm,
    and where neither of the two knows the class.
    """
    school = load_school(home=home, purpose="held pictures")
    refused: str | None = None
    with home.store.writing() as session:
        who = viewer_of(session, home, viewer)
        place = place_of(session, home, who, post_id=post_id, picture=picture)
        review = place.review
        if review is None:
            raise InputError("nobody has said who is in this picture yet; say it first")
        said = own_pictures.opened(home.cipher, review)
        refused = _why_not(who, place, said, school)
        if refused:
            _record(session, home, place, viewer, Told.REFUSED)
        elif not agrees:
            if not words.strip():
                raise InputError("say in a few words why you do not agree")
            _close(review, viewer, home.clock(), agrees=False)
            _record(session, home, place, viewer, Told.DISAGREED, words=words)
        else:
            _close(review, viewer, home.clock(), agrees=True)
            _record(session, home, place, viewer, Told.CONFIRMED, words=words)
            _let_stand(session, home, place, review, said)
    if refused:
        raise InputError(refused)
    if not agrees:
        return Stage.NOBODY
    attend(home=home, school=load_school(home=home, purpose="held pictures"))
    return Stage.LET_THROUGH


def _why_not(who: Viewer, place: Place, said: Said, school: School) -> str | None:
    if said.by == who.name:
        return "the second person is somebody else: you said who is in this picture"
    if not who.may_say(place.post):
        return "your roles do not let you confirm who is in this picture"
    if not said.knows_class and not who.knows(place.post, school, ()):
        return "one of the two must know the class: ask its account's owner, the headteacher or a safeguarding lead"
    return None


def _let_stand(session: Session, home: Home, place: Place, review: PictureReviewRow, said: Said) -> None:
    """Keep what was said as the picture's declaration, and have its post read again."""
    declared = _declaration(session, home, place, said)
    keep_declarations(session, home, [declared], actor=review.confirmed_by or said.by)
    if review.agrees is None:
        _close(review, said.by, home.clock(), agrees=True)
    place.row.examined_version = 0


def _declaration(session: Session, home: Home, place: Place, said: Said) -> PhotoDeclaration:
    """Return what was said of a published picture as a declaration: by its content, else by its name alone."""
    picture = place.post.images[place.at]
    declared = PhotoDeclaration(
        picture.file, pupil_ids=said.pupil_ids, others=said.others, declared_by=said.by, declared_at=home.clock()
    )
    marks = own_pictures.marks_of(session, place.row.id, place.at)
    content = HomeMedia(home).read(place.post, picture) if marks is not None else None
    if marks is None or content is None:
        return declared
    from classifiers.images.features import packed
    from classifiers.images.sight import features_of

    corners = features_of(content)
    kept = packed(corners) if corners is not None and len(corners.points) else None
    return replace(declared, sha256=marks.sha256, phash=marks.phash or None, features=kept)


def _close(review: PictureReviewRow, viewer: str, now: datetime, *, agrees: bool) -> None:
    review.confirmed_by, review.confirmed_at, review.agrees = viewer, now, agrees


def _record(session: Session, home: Home, place: Place, viewer: str, what: Told, *, words: str = "") -> None:
    now = home.clock()
    audit.record(
        session,
        home.cipher,
        home.school_id,
        actor=viewer,
        action=f"picture:{what.value}",
        at=now,
        details={"case": place.case.reference, "picture": place.at + 1},
    )
    told = f"picture {place.at + 1}: {what.label}"
    note(session, home.cipher, place.case, actor=viewer, action=told, at=now, words=words.strip() or None)
