"""Keeps what staff say of pictures beside the photo register, which an import replaces; withholds a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from classifiers.images.features import packed
from classifiers.images.sight import features_of, look
from data.errors import InputError
from data.records import PhotoDeclaration
from data.registers import entries
from data.store import audit, registers, sweeps
from data.words import Role
from pipelines.audit_record import needs_role
from pipelines.home import Home
from pipelines.register_entries import photo_key
from pipelines.registers import DECLARATIONS

WITHHOLDS = frozenset(
    {Role.COMMS_LEAD, Role.PLATFORM_OWNER, Role.DIRECTOR, Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DPO}
)
OUT = ("withheld", "withdrawn")


def store_declarations(*, home: Home, declared: Sequence[PhotoDeclaration], actor: str) -> int:
    """Store each declaration in place of an earlier one of the same picture; return how many there were."""
    if not declared:
        return 0
    with home.store.writing() as session:
        keep_declarations(session, home, declared, actor=actor)
    return len(declared)


def keep_declarations(session: Session, home: Home, declared: Sequence[PhotoDeclaration], *, actor: str) -> None:
    """Store declarations in a transaction that is open already, as one event with counts."""
    now = home.clock()
    for photo in declared:
        entry = entries.photo_entry(photo)
        registers.put(session, home.cipher, home.school_id, DECLARATIONS, photo_key(entry), entry, now=now)
    audit.record(
        session,
        home.cipher,
        home.school_id,
        actor=actor,
        action="photos:declared",
        at=now,
        details={"photos": len(declared), "pupils": len({p for photo in declared for p in photo.pupil_ids})},
    )


def withhold_picture(
    *, home: Home, viewer: str, content: bytes, file: str | None = None, status: str = "withheld"
) -> None:
    """Withhold a picture by its content, and ask for a search of everything published already.

    `status` is withheld (it is not to be used) or withdrawn (it was in use). Raises `InputError` for a file that is no
    picture, and for somebody whose roles do not withhold.
    """
    if status not in OUT:
        raise InputError(f"a picture is {' or '.join(OUT)}; it cannot become {status} here")
    seen = look(content, file=file or "")
    if seen.refused:
        raise InputError(f"the picture is not read: {seen.refused}")
    corners, now = features_of(content), home.clock()
    photo = PhotoDeclaration(
        file,
        seen.sha256,
        seen.phash or None,
        status=status,
        declared_by=viewer,
        declared_at=now,
        features=packed(corners) if corners is not None and len(corners.points) else None,
    )
    with home.store.writing() as session:
        needs_role(session, home, viewer, WITHHOLDS, "withhold a picture")
        before = _said_before(session, home, seen.sha256)
        if before is not None:
            photo = replace(photo, pupil_ids=before.pupil_ids, others=before.others, file=file or before.file)
        entry = entries.photo_entry(photo)
        registers.put(session, home.cipher, home.school_id, DECLARATIONS, photo_key(entry), entry, now=now)
        sweeps.ask(
            session,
            home.cipher,
            home.school_id,
            cause=sweeps.Cause.PICTURE_WITHHELD,
            subjects=[seen.sha256],
            actor=viewer,
            now=now,
        )
        audit.record(session, home.cipher, home.school_id, actor=viewer, action=f"photos:{status}", at=now)


def _said_before(session: Session, home: Home, sha256: str) -> PhotoDeclaration | None:
    """Return what was said of the picture until now: who is in it does not change by its being withheld."""
    for register in (DECLARATIONS, "photos"):
        entry = registers.entry(session, home.cipher, home.school_id, register, sha256)
        if entry is not None:
            return entries.photo(entry)
    return None
