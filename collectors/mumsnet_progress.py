"""How far the reading of the Mumsnet threads has come: what the cursor says, and what it will say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from collectors.mumsnet_layouts import LONDON

RESTS: Final = timedelta(days=7)
"""How long a thread that is gone or closed is left out, before it is tried again."""


class Progress:
    """One round over the threads, which may take many runs; `cursor()` is its JSON-able form."""

    def __init__(self, cursor: Mapping[str, Any], threads: tuple[str, ...], now: datetime) -> None:
        """Go on from `cursor`, or begin a new round over `threads`."""
        today = now.astimezone(LONDON).date()
        self.tomorrow = datetime.combine(today + timedelta(days=1), time(), tzinfo=LONDON).astimezone(now.tzinfo)
        self._day = today.isoformat()
        self._rests_until = (today + RESTS).isoformat()
        self._resting = {
            key: str(day) for key, day in cursor.get("resting", {}).items() if key in threads and str(day) > self._day
        }
        threads = tuple(thread for thread in threads if thread not in self._resting)
        self._today: list[str] = list(cursor.get("read_today", ())) if cursor.get("day") == self._day else []
        self._queries = {key: str(query) for key, query in cursor.get("queries", {}).items() if key in threads}
        self._broken = {key: str(why) for key, why in cursor.get("broken", {}).items() if key in threads}
        left = [thread for thread in cursor.get("queue", ()) if thread in threads]
        self.queue = left or list(threads)
        self.resting = len(self._resting)
        self.unread: dict[str, str] = dict(cursor.get("unread", {})) if left else {}

    def begin(self, thread: str, *, most_a_day: int) -> bool:
        """Note that `thread` is read today; False when it would be one too many."""
        if thread not in self._today:
            if len(self._today) >= most_a_day:
                return False
            self._today.append(thread)
        return True

    def query_of(self, thread: str) -> str:
        """Return the query of the page of `thread` to ask for: the next one, or the last one known again."""
        return self._queries.get(thread, "")

    def read(self, thread: str, query: str, *, is_last: bool) -> None:
        """Note that a page was read, and the query to ask with next."""
        self._queries[thread] = query
        self._broken.pop(thread, None)
        if is_last:
            self.queue.remove(thread)

    def fail(self, thread: str, why: str) -> bool:
        """Note that `thread` cannot be read in this round; True when it could be until now."""
        is_new = self._broken.get(thread) != why
        self.unread[thread] = self._broken[thread] = why
        self.queue.remove(thread)
        return is_new

    def rest(self, thread: str, why: str) -> None:
        """Note that `thread` is gone or closed: said at the end of this round, and left out of those of the next week.

        Asked for in every round, one deleted thread would make each of them fail and hold the others up.
        """
        self.fail(thread, f"{why}; not asked for again before {self._rests_until}")
        self._resting[thread] = self._rests_until

    def cursor(self) -> dict[str, Any]:
        """Return the whole state as JSON-able values."""
        return {
            "day": self._day,
            "read_today": list(self._today),
            "queue": list(self.queue),
            "queries": dict(self._queries),
            "unread": dict(self.unread),
            "broken": dict(self._broken),
            "resting": dict(self._resting),
        }
