"""Posts in the store: a page with its cursor in one transaction, versions, and what detectors said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.records import Examination, Picture, Post, RawItem, Repost
from data.store.case_tables import LabelExampleRow, TextMarkRow
from data.store.cipher import Cipher
from data.store.learning_tables import ShadowFindingRow
from data.store.picture_tables import OwnPictureRow, PictureReviewRow
from data.store.tables import (
    ExaminationRow,
    FindingRow,
    PostRow,
    PostVersionRow,
    RawRow,
    UnparsedRow,
)
from data.store.types import plain, storable
from data.words import Direction, Platform, Provenance

KEPT_ONLY_INSIDE_A_CASE = ("google_places",)
"""Sources whose terms let a text be examined in memory and kept only inside an open case (DESIGN.md 5.9)."""

ONLY_INSIDE_A_CASE = "the platform's terms let it be kept only inside a case"


@dataclass(frozen=True, slots=True)
class Mapped:
    """A post and the raw item it was mapped from.

    `keep_text` False: the platform's terms let the text be kept only inside a case, and no case was opened.
    """

    post: Post
    raw: RawItem
    mapper_version: int
    keep_text: bool = True


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What storing a page did, and the rows that detectors have yet to read."""

    new: int = 0
    duplicate: int = 0
    edited: int = 0
    unparsed: int = 0


def store_posts(session: Session, school_id: int, source: str, posts: Sequence[Mapped], *, now: datetime) -> StoredPage:
    """Store posts: a new one is added, a changed one becomes a new version, an unchanged one is counted.

    The same page reported by another source (a search engine's snippet of a stored post) is a duplicate, never an edit.
    """
    new = duplicate = edited = 0
    for mapped in posts:
        values = _values(school_id, source, mapped, now)
        row_id = session.scalar(
            insert(session, PostRow).values(**values).on_conflict_do_nothing().returning(PostRow.id)
        )
        if row_id is not None:
            _keep_raw(session, (school_id, row_id, 1), mapped, now)
            new += 1
            continue
        row = session.scalars(
            select(PostRow).where(
                PostRow.school_id == school_id,
                PostRow.platform == values["platform"],
                PostRow.native_id == values["native_id"],
            )
        ).one()
        # What had gone with its words is read again when it is back: nothing else would ever look at it.
        is_back = row.gone_at is not None and row.text_dropped is not None and row.source == source
        if row.source != source or (row.content_hash == values["content_hash"] and not is_back):
            row.gone_at = None if row.source == source else row.gone_at
            duplicate += 1
            continue
        _keep_version(session, row, now)
        changing = ("text", "title", "extras", "content_hash", "edited_at", "rating", "url", "author")
        for name in (*changing, *(("thread", "report_url") if is_back else ())):
            setattr(row, name, values[name])
        row.version += 1
        row.gone_at, row.text_dropped = None, values["text_dropped"]
        row.examined_version = row.examined_version if mapped.keep_text else row.version
        _keep_raw(session, (school_id, row.id, row.version), mapped, now)
        edited += 1
    return StoredPage(new=new, duplicate=duplicate, edited=edited)


def store_unparsed(
    session: Session,
    school_id: int,
    source: str,
    items: Sequence[tuple[RawItem, str]],
    *,
    mapper_version: int,
    now: datetime,
) -> int:
    """Keep items that could not be mapped, each once; return how many are new."""
    added = 0
    for item, error in items:
        received = plain({"payload": item.payload, "context": dict(item.context)})
        withheld = source in KEPT_ONLY_INSIDE_A_CASE
        found = session.scalar(
            insert(session, UnparsedRow)
            .values(
                school_id=school_id,
                source=source,
                mapper_version=mapper_version,
                payload_hash=_hash(received),
                payload={"payload": None, "context": {}} if withheld else received,
                error=error,
                received_at=now,
            )
            .on_conflict_do_nothing()
            .returning(UnparsedRow.id)
        )
        added += found is not None
    return added


def drop_unparsed(session: Session, school_id: int, *, before: datetime) -> int:
    """Let go the items that nobody could map and that came in before then; return how many."""
    gone = session.execute(
        delete(UnparsedRow).where(UnparsedRow.school_id == school_id, UnparsedRow.received_at < before)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE's result has it


def pending(session: Session, school_id: int, *, limit: int) -> Sequence[PostRow]:
    """Return posts whose newest version the detectors have not read, oldest first."""
    return session.scalars(
        select(PostRow)
        .where(PostRow.school_id == school_id, PostRow.examined_version < PostRow.version)
        .order_by(PostRow.id)
        .limit(limit)
    ).all()


def relevant_addresses(
    session: Session, school_id: int, *, platform: Platform, not_from: str, since: datetime, limit: int
) -> Sequence[str]:
    """Return the addresses of relevant posts of `platform` that another source than `not_from` found, newest first."""
    found = session.scalars(
        select(PostRow.url)
        .join(ExaminationRow, ExaminationRow.post_id == PostRow.id)
        .where(
            PostRow.school_id == school_id,
            PostRow.platform == platform.value,
            PostRow.source != not_from,
            PostRow.url.is_not(None),
            PostRow.collected_at >= since,
            ExaminationRow.relevant.is_(True),
        )
        .order_by(PostRow.id.desc())
        .limit(limit)
    )
    return [url for url in found if url is not None]


def let_go_unread(session: Session, school_id: int, *, why: str) -> int:
    """Let the words go of posts that their source no longer shows and that nobody has read; return how many."""
    gone = session.scalars(
        select(PostRow).where(
            PostRow.school_id == school_id,
            PostRow.examined_version == 0,
            PostRow.gone_at.is_not(None),
            PostRow.text_dropped.is_(None),
        )
    ).all()
    if gone:
        drop_text(session, [row.id for row in gone], why=why)
        for row in gone:
            row.examined_version = row.version
    return len(gone)


def store_examination(
    session: Session, cipher: Cipher, school_id: int, row: PostRow, examination: Examination, *, now: datetime
) -> None:
    """Store what detectors said of the version of `row` that they read, in place of what they said before."""
    session.execute(delete(FindingRow).where(FindingRow.post_id == row.id))
    session.execute(delete(ExaminationRow).where(ExaminationRow.post_id == row.id))
    session.add(
        ExaminationRow(
            post_id=row.id,
            school_id=school_id,
            version=row.version,
            relevant=examination.relevant,
            relevance=examination.relevance,
            sentiment=examination.sentiment.value,
            severity=examination.severity.value if examination.severity else None,
            scores={label.value: round(score, 4) for label, score in examination.scores.items()},
            unread=[{"detector": u.detector, "why": u.why} for u in examination.unread],
            examined_at=now,
        )
    )
    for finding in examination.findings:
        assert finding.level is not None
        session.add(
            FindingRow(
                school_id=school_id,
                post_id=row.id,
                label=finding.label.value,
                subtype=finding.subtype,
                score=finding.score,
                level=finding.level.value,
                place=finding.where.value,
                spans=[list(span) for span in finding.spans],
                reason=finding.reason,
                detector=finding.detector,
                detector_version=finding.version,
                pupil_ids_sealed=(
                    cipher.seal(list(finding.pupil_ids), school_id, "findings", "pupil_ids", row.id)
                    if finding.pupil_ids
                    else None
                ),
                picture=finding.picture,
                boxes=[list(box) for box in finding.boxes] or None,
            )
        )
    session.execute(update(PostRow).where(PostRow.id == row.id).values(examined_version=row.version))


def drop_text(session: Session, row_ids: Sequence[int], *, why: str) -> None:
    """Let the words of posts go, with all that was made of them; the hash stays, so that they are not new again."""
    ids = list(row_ids)
    session.execute(
        update(PostRow)
        .where(PostRow.id.in_(ids))
        .values(text="", title=None, author=None, url=None, report_url=None, thread=None, extras={}, text_dropped=why)
    )
    session.execute(delete(FindingRow).where(FindingRow.post_id.in_(ids)))
    session.execute(delete(PostVersionRow).where(PostVersionRow.post_id.in_(ids)))
    session.execute(delete(RawRow).where(RawRow.post_id.in_(ids)))
    session.execute(delete(TextMarkRow).where(TextMarkRow.post_id.in_(ids)))
    session.execute(delete(LabelExampleRow).where(LabelExampleRow.post_id.in_(ids)))
    for table in (OwnPictureRow, PictureReviewRow, ShadowFindingRow):
        session.execute(delete(table).where(table.post_id.in_(ids)))


def mark_gone(session: Session, school_id: int, source: str, present: Sequence[str], *, now: datetime) -> int:
    """Mark the posts of `source` that a full walk no longer showed; return how many are newly gone."""
    keep = set(present)
    rows = session.execute(
        select(PostRow.id, PostRow.native_id).where(
            PostRow.school_id == school_id, PostRow.source == source, PostRow.gone_at.is_(None)
        )
    ).all()
    gone = [row_id for row_id, native_id in rows if native_id not in keep]
    if gone:
        session.execute(update(PostRow).where(PostRow.id.in_(gone)).values(gone_at=now))
    return len(gone)


def as_post(row: PostRow) -> Post:
    """Return the record of a row."""
    extras = row.extras
    repost = extras.get("repost_of")
    return Post(
        id=row.native_id,
        platform=Platform(row.platform),
        text=row.text,
        direction=Direction(row.direction),
        account=row.account,
        url=row.url,
        title=row.title,
        author=row.author,
        published_at=row.published_at,
        edited_at=row.edited_at,
        rating=row.rating,
        on_own_post=row.on_own_post,
        hashtags=tuple(extras.get("hashtags", ())),
        repost_of=Repost(repost["text"], repost.get("author")) if repost else None,
        images=tuple(_picture(image) for image in extras.get("images", ())),
        thread=row.thread,
        report_url=row.report_url,
        provenance=Provenance(row.provenance),
    )


def rewrite(row: PostRow, post: Post) -> None:
    """Write what a mended mapper reads over a row: no edit by its author, so no new version, but to be read again."""
    row.text, row.title, row.rating = storable(post.text), _kept(post.title, keep=True), post.rating
    row.author, row.url = _kept(post.author, keep=True), _kept(post.url, keep=True)
    row.extras, row.content_hash = plain(_extras(post)), content_hash(post)
    row.examined_version = row.version - 1


def content_hash(post: Post) -> str:
    """Return a hash of all that a reader sees, so that a change of any of it is an edit."""
    return _hash([post.text, post.title, post.rating, _extras(post)])


def insert(session: Session, table: type[Any]) -> postgresql.Insert | sqlite.Insert:
    """Return the dialect's own insert, which alone knows `on_conflict_do_nothing`."""
    assert session.bind is not None
    return postgresql.insert(table) if session.bind.dialect.name == "postgresql" else sqlite.insert(table)


def _values(school_id: int, source: str, mapped: Mapped, now: datetime) -> dict[str, Any]:
    post, keep = mapped.post, mapped.keep_text
    return {
        "school_id": school_id,
        "platform": post.platform.value,
        "native_id": storable(post.id),
        "source": source,
        "direction": post.direction.value,
        "account": _kept(post.account, keep=True),
        "url": _kept(post.url, keep=keep),
        "title": _kept(post.title, keep=keep),
        "text": storable(post.text) if keep else "",
        "author": _kept(post.author, keep=keep),
        "published_at": post.published_at,
        "edited_at": post.edited_at,
        "rating": post.rating,
        "on_own_post": post.on_own_post,
        "thread": _kept(post.thread, keep=True),
        "report_url": _kept(post.report_url, keep=keep),
        "provenance": post.provenance.value,
        "extras": plain(_extras(post)) if keep else {},
        "content_hash": content_hash(post),
        "version": 1,
        "examined_version": 0 if keep else 1,  # without its words there is nothing left to read
        "text_dropped": None if keep else ONLY_INSIDE_A_CASE,
        "collected_at": now,
    }


def _kept(text: str | None, *, keep: bool) -> str | None:
    return storable(text) if keep and text is not None else None


def _extras(post: Post) -> dict[str, Any]:
    return {
        "hashtags": list(post.hashtags),
        "images": [
            {
                "file": image.file,
                "alt_text": image.alt_text,
                "pupil_ids": None if image.pupil_ids is None else list(image.pupil_ids),
                "kind": image.kind,
            }
            for image in post.images
        ],
        "repost_of": {"text": post.repost_of.text, "author": post.repost_of.author} if post.repost_of else None,
    }


def _picture(image: Mapping[str, Any]) -> Picture:
    ids = image.get("pupil_ids")
    return Picture(
        image["file"], image.get("alt_text"), None if ids is None else tuple(ids), image.get("kind", "image")
    )


def _keep_raw(session: Session, row: tuple[int, int, int], mapped: Mapped, now: datetime) -> None:
    if not mapped.keep_text:
        return
    school_id, post_id, version = row
    session.add(
        RawRow(
            post_id=post_id,
            version=version,
            school_id=school_id,
            source=mapped.raw.source,
            mapper_version=mapped.mapper_version,
            payload=plain({"payload": mapped.raw.payload, "context": dict(mapped.raw.context)}),
            received_at=now,
        )
    )


def _keep_version(session: Session, row: PostRow, now: datetime) -> None:
    session.add(
        PostVersionRow(
            post_id=row.id,
            version=row.version,
            school_id=row.school_id,
            text=row.text,
            title=row.title,
            extras=row.extras,
            content_hash=row.content_hash,
            replaced_at=now,
        )
    )


def _hash(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
