"""The audit of the school's own posts: collect them now and read them again with today's registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from casework.own_post_rules import ADVICE, BREACHES, HOLDS, is_breach_of, is_hold_of
from casework.working_time import LONDON
from data.store import audit as log
from data.store.tables import FindingRow, PostRow
from data.words import Direction, Label, RunStatus
from pipelines.attend import attend
from pipelines.audit_record import last_audit_at, not_seen, store_audit
from pipelines.collect import collect
from pipelines.gather_media import drop_media, gather_media
from pipelines.home import Home
from pipelines.registers import load_school
from pipelines.sweep import ask_for_what_lapsed, run_sweeps

__all__ = ["BREACHES", "HOLDS", "OWN_SOURCES", "Audited", "audit_own_posts"]

OWN_SOURCES = ("x", "instagram", "instagram_public", "website")


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit of own posts found. `not_collected`: own accounts that could not be read, each with why.

    `exceptions` are sentences for whoever signs the audit off; they name nobody. `to_take_down` counts published posts
    that a withdrawal since the last audit makes out of line.
    """

    since: datetime
    read: int
    breaches: int
    holds: int
    findings: int
    not_collected: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    to_take_down: int = 0
    number: int = 0


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
        # Not what has gone: of that nothing can be read again, and what was found in it must stand.
        there = (PostRow.text_dropped.is_(None), PostRow.gone_at.is_(None))
        session.execute(update(PostRow).where(*own, *there).values(examined_version=0))
    for key in OWN_SOURCES:
        if home.config.sources.of(key).enabled:
            gather_media(home=home, source=key, school=school)
    drop_media(home=home)
    attend(home=home, school=school)
    before = last_audit_at(home=home)
    ask_for_what_lapsed(home=home, since=(before or home.clock() - timedelta(days=1)).astimezone(LONDON).date())
    swept = run_sweeps(home=home)
    with home.store.writing() as session:
        read = session.scalar(select(func.count()).select_from(PostRow).where(*own)) or 0
        found = session.execute(
            select(FindingRow.label, FindingRow.level, FindingRow.subtype)
            .join(PostRow, PostRow.id == FindingRow.post_id)
            .where(*own)
        ).all()
        breaches = sum(is_breach_of(label, level) for label, level, _ in found)
        holds = sum(is_hold_of(label, kind) and not is_breach_of(label, level) for label, level, kind in found)
        advice = sum(label == Label.CLOSE_UP.value and kind == ADVICE for label, _, kind in found)
        unseen = not_seen(session, home, since)
        to_take_down = sum(len(done.listed) for done in swept)
        counts = {
            "read": read,
            "breaches": breaches,
            "holds": holds,
            "advice": advice,
            "findings": len(found),
            "to_take_down": to_take_down,
            **unseen.counts,
        }
        row = store_audit(
            session, home, since=since, actor=actor, counts=counts, exceptions=(*missed, *unseen.sentences)
        )
        log.record(
            session,
            home.cipher,
            home.school_id,
            actor=actor,
            action="own_posts:audited",
            at=home.clock(),
            details={"posts": read, "breaches": breaches, "holds": holds, "not_collected": len(missed)},
        )
    return Audited(
        since=since,
        read=read,
        breaches=breaches,
        holds=holds,
        findings=len(found),
        not_collected=tuple(missed),
        exceptions=tuple(str(entry) for entry in row.exceptions[len(missed) :]),
        to_take_down=to_take_down,
        number=row.id,
    )
