"""Keeps evidence of a case from what is stored, shows it, and verifies the chain."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import evidence, illegal
from casework.documents import records, render
from data.errors import InputError
from data.records import School
from data.removal_words import PackRoute
from data.store.removal_tables import EvidenceRow
from data.store.tables import CasePostRow, CaseRow, PostRow, RawRow
from pipelines.case_facts import Asked, case_facts
from pipelines.home import Home
from pipelines.registers import load_school
from pipelines.seeing import case_for


def keep_evidence(*, home: Home, viewer: str, reference: str) -> int:
    """Make an evidence record of the case from the store; return its number."""
    school = load_school(home=home, purpose="evidence")
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        return capture(session, home, case, school=school, viewer=viewer, asked=Asked()).number


def show_evidence(*, home: Home, viewer: str, reference: str, number: int) -> evidence.Bundle:
    """Return a record's files and record that `viewer` saw them."""
    with home.store.writing() as session:
        case = _unlocked(session, case_for(session, home, viewer, reference))
        row = session.scalars(
            select(EvidenceRow).where(EvidenceRow.case_id == case.id, EvidenceRow.number == number)
        ).first()
        if row is None:
            raise InputError("the case has no evidence record with this number")
        return evidence.open_record(session, home.cipher, home.folder, case, row, actor=viewer, now=home.clock())


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A record of a case's evidence, by its number: who made it and when."""

    number: int
    made_at: datetime
    made_by: str
    sha256: str


def list_evidence(*, home: Home, viewer: str, reference: str) -> tuple[EvidenceLine, ...]:
    """Return the case's records, oldest first."""
    with home.store.reading() as session:
        case = case_for(session, home, viewer, reference)
        return tuple(
            EvidenceLine(row.number, row.at, row.actor, row.manifest_sha256)
            for row in evidence.records(session, case.id)
        )


def verify_evidence(*, home: Home) -> int:
    """Return how many records the school's chain has, all whole; raise `StoreError` naming the first that is not."""
    with home.store.reading() as session:
        return evidence.verify(session, home.cipher, home.school_id, home.folder)


def capture(session: Session, home: Home, case: CaseRow, *, school: School, viewer: str, asked: Asked) -> EvidenceRow:
    """Render and seal what the store holds of the case's posts; raise `InputError` for a locked case."""
    _unlocked(session, case)
    facts, _ = case_facts(session, home, case, school=school, route=PackRoute.EVIDENCE, viewer=viewer, asked=asked)
    files = _items(session, case)
    hashes = tuple((name, hashlib.sha256(body).hexdigest()) for name, body in sorted(files.items()))
    files["evidence.pdf"] = render.as_pdf(records.evidence(facts, hashes), made_at=facts.now)
    posts = [
        {"platform": post.platform, "url": post.url, "collected_at": post.seen_at.isoformat()} for post in facts.posts
    ]
    return evidence.seal_record(
        session,
        home.cipher,
        home.folder,
        case,
        files=files,
        about={"posts": posts, "rendered_from": "the store; no page was opened"},
        actor=viewer,
        now=home.clock(),
    )


def _unlocked(session: Session, case: CaseRow) -> CaseRow:
    if illegal.is_locked(session, case.id):
        raise InputError("this case is locked: no evidence of it is captured or shown, its address is enough")
    return case


def _items(session: Session, case: CaseRow) -> dict[str, bytes]:
    """Return the response items as received, one file for each version of a post."""
    rows = session.execute(
        select(RawRow, PostRow.platform)
        .join(PostRow, PostRow.id == RawRow.post_id)
        .join(CasePostRow, CasePostRow.post_id == RawRow.post_id)
        .where(CasePostRow.case_id == case.id)
        .order_by(RawRow.post_id, RawRow.version)
    )
    return {
        f"{platform}-{raw.post_id}-v{raw.version}.json": json.dumps(
            raw.payload, ensure_ascii=False, sort_keys=True, indent=1
        ).encode("utf-8", "surrogatepass")
        for raw, platform in rows
    }
