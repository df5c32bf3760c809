"""Which published posts a sweep has to read again: those that may show a pupil or a picture that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from classifiers.declarations import OUT, file_name
from data.records import PhotoDeclaration, School
from data.registers import entries
from data.store import registers
from data.store.sweeps import Cause, Sweep
from data.store.tables import FindingRow, PostRow
from data.words import Direction, Label
from pipelines.home import Home
from pipelines.register_entries import photo_key
from pipelines.registers import DECLARATIONS
from pipelines.sweep_pictures import (
    Published,
    declarations_of,
    posts_declared,
    posts_with_copies,
    published,
    with_what_is_published,
)

SHOWN = (Label.CONSENT_MISSING, Label.REPOST_OF_WITHHELD)
"""What makes a published post one to take down after a withdrawal."""

_CHUNK = 500


def completed(home: Home, school: School, waiting: Sequence[Sweep]) -> School:
    """Return the school with what the published files say of withheld pictures that came as a name or a sum alone.

    What is learned is kept in the register, so that every later audit knows a crop of such a picture too.
    """
    keys = {key for sweep in waiting if sweep.cause is Cause.PICTURE_WITHHELD for key in sweep.subjects}
    if not keys:
        return school
    known: dict[int, PhotoDeclaration] = {}
    with home.store.writing() as session:
        among = published(session, home.school_id)
        for at, photo in enumerate(school.photos):
            if photo_key(entries.photo_entry(photo)) not in keys or photo.status not in OUT:
                continue
            fuller = with_what_is_published(session, home, photo, among)
            if fuller != photo:
                known[at] = fuller
                _keep(session, home, photo, fuller)
    photos = tuple(known.get(at, photo) for at, photo in enumerate(school.photos))
    return replace(school, photos=photos)


def candidates(home: Home, school: School, waiting: Sequence[Sweep]) -> tuple[int, dict[int, set[int]]]:
    """Return how many published posts there are, and for each sweep those that may show a subject."""
    found: dict[int, set[int]] = {sweep.id: set() for sweep in waiting}
    withheld = {sweep.id: declarations_of(sweep.subjects, school.photos) for sweep in waiting if _of_picture(sweep)}
    shown_in = _pupils_by_file(school)
    searched = 0
    with home.store.reading() as session:
        for post_id, names, pupils in _published_posts(session, home):
            searched += 1
            shown = pupils | {pupil for name in names for pupil in shown_in.get(name, ())}
            for sweep in waiting:
                if not shown.isdisjoint(sweep.subjects) or _named(withheld.get(sweep.id, ()), names):
                    found[sweep.id].add(post_id)
        for post_id, ids in _pupils_found(session, home):
            for sweep in waiting:
                if not ids.isdisjoint(sweep.subjects):
                    found[sweep.id].add(post_id)
        among = published(session, home.school_id)
        for sweep in waiting:
            found[sweep.id] |= _declared_with(sweep, school, among)
            for photo in withheld.get(sweep.id, ()):
                found[sweep.id] |= posts_with_copies(session, home, photo, among)
    return searched, found


def _published_posts(session: Session, home: Home) -> Iterator[tuple[int, set[str], set[str]]]:
    """Yield each own post that is still published: the file names of its pictures and the pupils it declares."""
    rows = session.execute(
        select(PostRow.id, PostRow.extras).where(
            PostRow.school_id == home.school_id, PostRow.direction == Direction.OWN.value, PostRow.gone_at.is_(None)
        )
    )
    for post_id, extras in rows.yield_per(_CHUNK):
        images = extras.get("images", ())
        yield (
            post_id,
            {file_name(image["file"]) for image in images},
            {pupil for image in images for pupil in image.get("pupil_ids") or ()},
        )


def _of_picture(sweep: Sweep) -> bool:
    return sweep.cause is Cause.PICTURE_WITHHELD


def _named(photos: Sequence[PhotoDeclaration], names: set[str]) -> bool:
    return any(photo.file and file_name(photo.file) in names for photo in photos)


def _declared_with(sweep: Sweep, school: School, among: Published) -> set[int]:
    return posts_declared(
        (photo for photo in school.photos if not set(photo.pupil_ids).isdisjoint(sweep.subjects)), among
    )


def _pupils_by_file(school: School) -> dict[str, set[str]]:
    shown: dict[str, set[str]] = {}
    for photo in school.photos:
        if photo.file:
            shown.setdefault(file_name(photo.file), set()).update(photo.pupil_ids)
    return shown


def _keep(session: Session, home: Home, photo: PhotoDeclaration, fuller: PhotoDeclaration) -> None:
    """Store what was learned under the entry's own key, in whichever register holds it."""
    key = photo_key(entries.photo_entry(photo))
    for register in ("photos", DECLARATIONS):
        if registers.entry(session, home.cipher, home.school_id, register, key) is not None:
            entry = {**entries.photo_entry(photo), "phash": fuller.phash, "features": fuller.features}
            registers.put(session, home.cipher, home.school_id, register, key, entry, now=home.clock())


def _pupils_found(session: Session, home: Home) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield what earlier findings on own pictures said: the post, and the pupils meant."""
    rows = session.execute(
        select(FindingRow.post_id, FindingRow.pupil_ids_sealed)
        .join(PostRow, PostRow.id == FindingRow.post_id)
        .where(
            FindingRow.school_id == home.school_id,
            FindingRow.pupil_ids_sealed.is_not(None),
            FindingRow.label.in_([label.value for label in SHOWN]),
            PostRow.direction == Direction.OWN.value,
            PostRow.gone_at.is_(None),
        )
    )
    for post_id, sealed in rows:
        assert sealed is not None
        yield post_id, frozenset(home.cipher.open(sealed, home.school_id, "findings", "pupil_ids", post_id))
