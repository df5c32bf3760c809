"""Looks at the posts of cases again, through their collectors, and records what is still there, edited or gone.

A source that fails, waits or is switched off leaves its posts as they were, to be looked at next time: only what a
platform itself says counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from casework.coming_back import come_back
from casework.following import GONE, Due, due_posts, record
from collectors.base import Rechecked, recheck
from data.errors import CollectorError, RateLimited
from data.records import RawItem
from data.removal_words import Found, UrlState
from data.store import audit, posts, sources
from data.store.tables import CaseRow, PostRow
from pipelines.collect import built_collector
from pipelines.home import Home
from pipelines.reach import matter_of, reach_of
from pipelines.seeing import case_for

MOST_A_RUN = 200
"""Posts of one source looked at in one run: reading costs money on some platforms."""
WRITTEN_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """What looking again found. `failed`: sources that could not be asked."""

    checked: int = 0
    edited: int = 0
    gone: int = 0
    back: int = 0
    unknown: int = 0
    failed: int = 0


def follow_up(*, home: Home, viewer: str | None = None, reference: str | None = None) -> FollowedUp:
    """Look at every post that is due, or at all posts of one case that `viewer` asks for.

    Raises `InputError` for a case that is not there for them.
    """
    actor = viewer or "goodname"
    with home.store.reading() as session:
        case_id = case_for(session, home, viewer, reference).id if viewer and reference else None
        due = due_posts(session, home.school_id, now=home.clock(), case_id=case_id)
        waiting = {entry.source: entry.next_allowed_at for entry in sources.health(session, home.school_id)}
    by_source: dict[str, list[Due]] = defaultdict(list)
    for entry in due:
        by_source[entry.row.source].append(entry)
    done = FollowedUp()
    for source, entries in by_source.items():
        until = waiting.get(source)
        if until is not None and until > home.clock():
            done = replace(done, failed=done.failed + 1)
            continue
        done = _ask(home, source, entries[:MOST_A_RUN], actor, done)
    if done.checked:
        with home.store.writing() as session:
            details = {"checked": done.checked, "gone": done.gone, "unknown": done.unknown}
            audit.record(
                session,
                home.cipher,
                home.school_id,
                actor=actor,
                action="posts:looked_at_again",
                at=home.clock(),
                details=details,
            )
    return done


def _ask(home: Home, source: str, entries: Sequence[Due], actor: str, done: FollowedUp) -> FollowedUp:
    by_id: dict[str, list[Due]] = defaultdict(list)
    for entry in entries:
        by_id[entry.row.native_id].append(entry)
    try:
        seen = recheck(built_collector(home, source), [posts.as_post(same[0].row) for same in by_id.values()])
        while batch := list(islice(seen, WRITTEN_AT_ONCE)):
            done = _store(home, batch, by_id, actor, done)
    except CollectorError as error:
        if isinstance(error, RateLimited):
            with home.store.writing() as session:
                sources.ask_later(session, home.school_id, source, until=error.until)
        return replace(done, failed=done.failed + 1)
    return done


def _store(
    home: Home, batch: Sequence[Rechecked], by_id: dict[str, list[Due]], actor: str, done: FollowedUp
) -> FollowedUp:
    now = home.clock()
    with home.store.writing() as session:
        for seen in batch:
            for entry in by_id[seen.post_id]:
                state = record(
                    session,
                    home.cipher,
                    case_id=entry.case_id,
                    post_id=entry.row.id,
                    found=seen.found,
                    why=seen.why,
                    actor=actor,
                    now=now,
                )
                if state is UrlState.REINSTATED:
                    case = session.get_one(CaseRow, entry.case_id)
                    come_back(session, home.cipher, case, matter_of(session, case), reach_of(session, home), now=now)
                    done = replace(done, back=done.back + 1)
            if seen.found is Found.EDITED and seen.text is not None:
                row = session.get_one(PostRow, by_id[seen.post_id][0].row.id)
                edited = replace(posts.as_post(row), text=seen.text, edited_at=now)
                raw = RawItem(row.source, {"looked_at_again": True})
                posts.store_posts(session, home.school_id, row.source, [posts.Mapped(edited, raw, 0)], now=now)
            done = replace(
                done,
                checked=done.checked + 1,
                edited=done.edited + (seen.found is Found.EDITED),
                gone=done.gone + (seen.found in GONE),
                unknown=done.unknown + (seen.found is Found.UNKNOWN),
            )
    return done
