"""Evidence: what was collected of a case's posts, sealed in a file, listed with hashes, and signed in a chain.

Nothing is opened or fetched: the record is rendered from the store. Each record's link holds the one before it and is
signed with ed25519, so that anybody with the public key can tell whether a record was changed, added or taken out.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets as randomness
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from casework.cases import note
from data.errors import KeyFileError, StoreError
from data.removal_words import PackRoute
from data.store import audit
from data.store.audit import START
from data.store.cipher import Cipher
from data.store.removal_tables import EvidenceRow
from data.store.tables import AuditRow, CaseRow

FOLDER = "evidence"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A record's files and the manifest that lists them with their SHA-256."""

    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]


def seal_record(
    session: Session,
    cipher: Cipher,
    folder: Path,
    case: CaseRow,
    *,
    files: Mapping[str, bytes],
    about: Mapping[str, Any],
    actor: str,
    now: datetime,
) -> EvidenceRow:
    """Write the files, sealed, under `folder` (the home), and add the record to the chain."""
    assert session.bind is not None
    if session.bind.dialect.name == "postgresql":
        # The audit log's own lock: of two locks that are taken in either order, each could wait for the other.
        session.execute(text("SELECT pg_advisory_xact_lock(7290, :school)"), {"school": case.school_id})
    last = session.scalars(
        select(EvidenceRow).where(EvidenceRow.school_id == case.school_id).order_by(EvidenceRow.number.desc()).limit(1)
    ).first()
    manifest = {
        "case": case.reference,
        "captured_by": actor,
        "captured_at": now.isoformat(),
        "files": {name: {"sha256": _sha256(body), "bytes": len(body)} for name, body in sorted(files.items())},
        **about,
    }
    number, previous = (last.number + 1, last.link) if last else (1, START)
    hashed = _sha256(_canonical(manifest))
    link = _link(previous, number, hashed, actor, now)
    name = f"{case.reference}-{number:05d}-{randomness.token_hex(4)}.sealed"
    _gone_if_not_stored(session, folder / FOLDER / name)
    _write(
        folder / FOLDER / name,
        cipher.seal(
            {"manifest": manifest, "files": {key: base64.b64encode(body).decode() for key, body in files.items()}},
            case.school_id,
            FOLDER,
            name,
        ),
    )
    row = EvidenceRow(
        school_id=case.school_id,
        case_id=case.id,
        number=number,
        file=name,
        manifest_sha256=hashed,
        previous=previous,
        link=link,
        signature=cipher.signer().sign(bytes.fromhex(link)),
        actor=actor,
        at=now,
    )
    session.add(row)
    session.flush()
    note(session, cipher, case, actor=actor, action=f"evidence record {number} made", at=now)
    _event(session, cipher, row, case.reference, actor=actor, action="evidence:captured", now=now)
    return row


def open_record(
    session: Session, cipher: Cipher, folder: Path, case: CaseRow, row: EvidenceRow, *, actor: str, now: datetime
) -> Bundle:
    """Return a record's manifest and files, and record that `actor` viewed it; raise `StoreError` if it was changed."""
    bundle = _read(cipher, folder, row)
    _event(session, cipher, row, case.reference, actor=actor, action="evidence:viewed", now=now)
    return bundle


def verify(session: Session, cipher: Cipher, school_id: int, folder: Path) -> int:
    """Return how many records the chain has, all whole; raise `StoreError` naming the first that is not.

    A record whose case has left with the retention schedule keeps its link and may have lost its file.
    """
    previous, number, public = START, 0, cipher.signer().public_key()
    rows = session.scalars(select(EvidenceRow).where(EvidenceRow.school_id == school_id).order_by(EvidenceRow.number))
    for number, row in enumerate(rows, start=1):
        link = _link(previous, row.number, row.manifest_sha256, row.actor, row.at)
        if row.number != number or row.previous != previous or row.link != link:
            raise StoreError(f"evidence record {number} does not follow from the record before it")
        try:
            public.verify(row.signature, bytes.fromhex(row.link))
        except InvalidSignature as error:
            raise StoreError(f"evidence record {number} is not signed with this school's key") from error
        if row.case_id is not None or (folder / FOLDER / row.file).exists():
            _read(cipher, folder, row)
        previous = row.link
    return number


def let_go(session: Session, cipher: Cipher, folder: Path, case: CaseRow, *, actor: str, now: datetime) -> int:
    """Delete the files of the case's records; return how many. Their links stay, so that the chain can be verified."""
    rows = records(session, case.id)
    for row in rows:
        (folder / FOLDER / row.file).unlink(missing_ok=True)
        row.case_id = None
        note(session, cipher, case, actor=actor, action=f"evidence record {row.number} let go", at=now)
        _event(session, cipher, row, case.reference, actor=actor, action="evidence:deleted", now=now)
    return len(rows)


def public_key(cipher: Cipher) -> str:
    """Return the public key as PEM, to be given to governors or a solicitor, who can then verify the chain."""
    return cipher.signer().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def records(session: Session, case_id: int) -> list[EvidenceRow]:
    """Return the case's records, oldest first."""
    return list(session.scalars(select(EvidenceRow).where(EvidenceRow.case_id == case_id).order_by(EvidenceRow.number)))


def access(session: Session, school_id: int, reference: str) -> list[tuple[datetime, str, str]]:
    """Return who saw or exported anything of the case, and when, oldest first."""
    rows = session.scalars(
        select(AuditRow)
        .where(
            AuditRow.school_id == school_id,
            AuditRow.action.in_(("case:viewed", "case:exported", "evidence:captured", "evidence:viewed")),
            AuditRow.details["case"].as_string() == reference,
        )
        .order_by(AuditRow.number)
    )
    return [(datetime.fromisoformat(row.at), row.actor, _what(row)) for row in rows]


def _what(row: AuditRow) -> str:
    if row.action == "case:exported" and row.reason is not None:
        return f"document made: {PackRoute(row.reason).label}"
    return row.action.replace(":", " ")


def _read(cipher: Cipher, folder: Path, row: EvidenceRow) -> Bundle:
    try:
        content = cipher.open((folder / FOLDER / row.file).read_bytes(), row.school_id, FOLDER, row.file)
    except OSError as error:
        raise StoreError(
            f"the file of evidence record {row.number} cannot be read; put {FOLDER}/ back from the backup"
        ) from error
    except KeyFileError as error:
        raise StoreError(f"the file of evidence record {row.number} was changed") from error
    manifest = content["manifest"]
    files = {name: base64.b64decode(body) for name, body in content["files"].items()}
    if _sha256(_canonical(manifest)) != row.manifest_sha256:
        raise StoreError(f"the manifest of evidence record {row.number} is another than the one that was signed")
    for name, listed in manifest["files"].items():
        if name not in files or _sha256(files[name]) != listed["sha256"]:
            raise StoreError(f"a file of evidence record {row.number} is another than the manifest lists")
    return Bundle(manifest, files)


def _event(
    session: Session, cipher: Cipher, row: EvidenceRow, reference: str, *, actor: str, action: str, now: datetime
) -> None:
    audit.record(
        session,
        cipher,
        row.school_id,
        actor=actor,
        action=action,
        at=now,
        details={"case": reference, "record": row.number},
    )


def _link(previous: str, number: int, manifest: str, actor: str, at: datetime) -> str:
    return _sha256(_canonical([previous, number, manifest, actor, at.isoformat()]))


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _gone_if_not_stored(session: Session, path: Path) -> None:
    """Delete the file when this transaction is rolled back: nothing would list it, so nothing would ever let it go."""
    ended: list[str] = []

    def end(how: str) -> None:
        if not ended and how == "rolled back":
            path.unlink(missing_ok=True)
        ended.append(how)

    event.listen(session, "after_commit", lambda _: end("stored"))
    event.listen(session, "after_rollback", lambda _: end("rolled back"))


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
