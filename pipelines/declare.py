"""Keeps what staff declared of pictures before publishing, beside the photo register, which an import replaces."""

from __future__ import annotations

from collections.abc import Sequence

from data.records import PhotoDeclaration
from data.registers import entries
from data.store import audit, registers
from pipelines.home import Home
from pipelines.registers import DECLARATIONS


def store_declarations(*, home: Home, declared: Sequence[PhotoDeclaration], actor: str) -> int:
    """Store each declaration in place of an earlier one of the same picture; return how many there were."""
    if not declared:
        return 0
    now = home.clock()
    with home.store.writing() as session:
        for photo in declared:
            key, entry = str(photo.sha256), entries.photo_entry(photo)
            registers.put(session, home.cipher, home.school_id, DECLARATIONS, key, entry, now=now)
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=actor,
            action="photos:declared",
            at=now,
            details={"photos": len(declared), "pupils": len({p for photo in declared for p in photo.pupil_ids})},
        )
    return len(declared)
