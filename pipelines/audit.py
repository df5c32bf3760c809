"""The audit of the school's own posts: collect them now and read them again with today's registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from data.store import audit as log
from data.store.tables import FindingRow, PostRow
from data.words import Direction, Label, RunStatus
from pipelines.attend import attend
from pipelines.collect import collect
from pipelines.gather_media import drop_media, gather_media
from pipelines.home import Home
from pipelines.registers import load_school

OWN_SOURCES = ("x", "instagram", "instagram_public")
BREACHES = (
    Label.CHILD_NAMED,
    Label.CONSENT_MISSING,
    Label.NAME_IN_METADATA,
    Label.REPOST_OF_WITHHELD,
    Label.LOCATION_EXPOSED,
    Label.SECURITY_DISCLOSURE,
    Label.PERSONAL_DETAIL,
)
HOLDS = (Label.CONSENT_UNDECLARED, Label.CLOSE_UP, Label.HASHTAG)


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit of own posts found. `not_collected`: own accounts that could not be read, each with why."""

    since: datetime
    read: int
    breaches: int
    holds: int
    findings: int
    not_collected: tuple[str, ...]


def audit_own_posts(*, home: Home, since: datetime, collect_first: bool = True, actor: str = "goodname") -> Audited:
    """Audit every own post published since `since`; each breach or hold has a case by the end."""
    school = load_school(home=home, purpose="audit")
    missed = []
    for key in OWN_SOURCES if collect_first else ():
        if home.config.sources.of(key).enabled:
            report = collect(home=home, source=key, school=school)
            if report.status is not RunStatus.OK:
                missed.append(f"{key}: {report.detail or report.status.label}")
    own = (
        PostRow.school_id == home.school_id,
        PostRow.direction == Direction.OWN.value,
        func.coalesce(PostRow.published_at, PostRow.collected_at) >= since,
    )
    with home.store.writing() as session:
        session.execute(update(PostRow).where(*own, PostRow.text_dropped.is_(None)).values(examined_version=0))
    for key in OWN_SOURCES:
        if home.config.sources.of(key).enabled:
            gather_media(home=home, source=key, school=school)
    drop_media(home=home)
    attend(home=home, school=school)
    with home.store.writing() as session:
        read = session.scalar(select(func.count()).select_from(PostRow).where(*own)) or 0
        labels = session.scalars(
            select(FindingRow.label).join(PostRow, PostRow.id == FindingRow.post_id).where(*own)
        ).all()
        done = Audited(
            since=since,
            read=read,
            breaches=sum(label in {b.value for b in BREACHES} for label in labels),
            holds=sum(label in {h.value for h in HOLDS} for label in labels),
            findings=len(labels),
            not_collected=tuple(missed),
        )
        log.record(
            session,
            home.cipher,
            home.school_id,
            actor=actor,
            action="own_posts:audited",
            at=home.clock(),
            details={"posts": done.read, "breaches": done.breaches, "holds": done.holds, "not_collected": len(missed)},
        )
    return done
