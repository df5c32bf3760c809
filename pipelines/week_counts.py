"""Counts of mentions over whole days, remembered for a while, so that a page over months is quick with a million posts.

A count of the last two weeks is remembered for a minute, or until the next post comes in; an older one for longer the
older it is, since little changes it: a late post, or a post that was let go. Counts are the whole school's and say
nothing of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from data.store import mentions
from data.store.engine import Store
from data.store.mentions import Counted
from pipelines.home import Home

FRESH = timedelta(days=14)
FRESH_LASTS, OLDER_LASTS = timedelta(minutes=1), timedelta(minutes=10)
_MOST = 400


@dataclass(slots=True)
class _Memory:
    counts: dict[tuple[int, datetime, datetime], tuple[datetime, datetime | None, tuple[Counted, ...]]] = field(
        default_factory=dict
    )


_MEMORY: WeakKeyDictionary[Store, _Memory] = WeakKeyDictionary()
_LOCK = Lock()


def counts(session: Session, home: Home, *, begin: datetime, end: datetime) -> tuple[Counted, ...]:
    """Return the counts from `begin` up to, not including, `end`, as `data.store.mentions.count` gives them."""
    now, key = home.clock(), (home.school_id, begin, end)
    mark = mentions.newest(session, home.school_id) if now - end < FRESH else None
    with _LOCK:
        memory = _MEMORY.setdefault(home.store, _Memory())
        known = memory.counts.get(key)
    if known is not None:
        counted_at, at_mark, found = known
        lasts = FRESH_LASTS if now - end < FRESH else OLDER_LASTS * ((now - end) // timedelta(weeks=1))
        if at_mark == mark and timedelta() <= now - counted_at < lasts:
            return found
    found = mentions.count(session, home.school_id, begin=begin, end=end)
    with _LOCK:
        if len(memory.counts) >= _MOST:
            memory.counts.clear()
        memory.counts[key] = (now, mark, found)
    return found
