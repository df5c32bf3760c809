"""Maps kept raw items again after a mapper was mended: first what nobody understood, then what an older one read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from collectors.registry import collector_class, known
from data.errors import UnexpectedFormat
from data.records import RawItem
from data.store import audit, posts
from data.store.tables import PostRow, RawRow, UnparsedRow
from pipelines.home import Home


@dataclass(frozen=True, slots=True)
class Remapped:
    """What mapping again did."""

    understood: int = 0
    changed: int = 0
    still_unparsed: int = 0


def remap(*, home: Home, actor: str = "goodname") -> Remapped:
    """Map kept items again, source by source; a post that reads differently now is examined again."""
    total = Remapped()
    for key in known():
        if key in posts.KEPT_ONLY_INSIDE_A_CASE:
            continue  # its items were not kept
        total = _older(home, key, _unparsed(home, key, total))
    with home.store.writing() as session:
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=actor,
            action="posts:remapped",
            at=home.clock(),
            details={"understood": total.understood, "changed": total.changed},
        )
    return total


def _unparsed(home: Home, key: str, total: Remapped) -> Remapped:
    collector = collector_class(key)
    with home.store.writing() as session:
        rows = session.scalars(
            select(UnparsedRow).where(UnparsedRow.school_id == home.school_id, UnparsedRow.source == key)
        ).all()
        for row in rows:
            item = RawItem(key, row.payload["payload"], row.payload["context"])
            try:
                post = collector.parse(item)
            except UnexpectedFormat as error:
                row.error, row.mapper_version = str(error), collector.mapper_version
                total = replace(total, still_unparsed=total.still_unparsed + 1)
                continue
            mapped = posts.Mapped(post, item, collector.mapper_version)
            posts.store_posts(session, home.school_id, key, [mapped], now=home.clock())
            session.delete(row)
            total = replace(total, understood=total.understood + 1)
    return total


def _older(home: Home, key: str, total: Remapped) -> Remapped:
    collector = collector_class(key)
    with home.store.writing() as session:
        rows = session.execute(
            select(RawRow, PostRow)
            .join(PostRow, (PostRow.id == RawRow.post_id) & (PostRow.version == RawRow.version))
            .where(
                RawRow.school_id == home.school_id,
                RawRow.source == key,
                RawRow.mapper_version < collector.mapper_version,
            )
        ).all()
        for raw, row in rows:
            try:
                post = collector.parse(RawItem(key, raw.payload["payload"], raw.payload["context"]))
            except UnexpectedFormat:
                total = replace(total, still_unparsed=total.still_unparsed + 1)
                continue
            raw.mapper_version = collector.mapper_version
            if posts.content_hash(post) != row.content_hash:
                posts.rewrite(row, post)
                total = replace(total, changed=total.changed + 1)
    return total
