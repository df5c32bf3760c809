"""How far each edge of an Instagram account has come: pure steps from one stored state to the next.

Items come newest first, and the API has no "since" for them: an edge is walked until a whole page is older than what is
known. While it is paged the lower bound stays and only the page cursor moves, so that a kill loses no tail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collectors.base import UnexpectedFormat, utc
from collectors.instagram_mapping import objects

State = Mapping[str, str]
"""`since`: the newest moment known; while paged also `newest`, the newest seen, and `after`, the page cursor."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One list of the Graph, and how far back it is walked.

    `first`: how far the first collection reaches (None: to the end). `at_least_to`: how far every collection reaches,
    so that changes are seen. `names_next`: whether its last page shows by lacking `next`; the edge of tags has none.
    """

    key: str
    kind: str
    path: str
    first: datetime | None
    at_least_to: datetime | None = None
    names_next: bool = True

    def horizon(self, state: State) -> datetime | None:
        """Return the moment before which nothing is wanted; None: everything is."""
        since = utc(state["since"]) if "since" in state else self.first
        return min(since, self.at_least_to) if since and self.at_least_to else since


def advanced(edge: Edge, state: State, body: Mapping[str, Any], horizon: datetime | None) -> tuple[State, bool]:
    """Return the state after a page, and whether it was the last one wanted."""
    moments = [moment for one in objects(body) if (moment := moment_of(one))]
    seen = [*moments, *(utc(state[name]) for name in ("newest", "since") if name in state)]
    newest = {"newest": max(seen).isoformat()} if seen else {}
    after = _after(edge, body)
    if after is not None and after == state.get("after"):
        raise UnexpectedFormat("Instagram gave the same page cursor twice")
    old = horizon is not None and bool(moments) and max(moments) <= horizon
    if after is None or old:
        return ({"since": newest["newest"]} if newest else {}), True
    kept = {"since": state["since"]} if "since" in state else {}
    return {**kept, **newest, "after": after}, False


def moment_of(item: Mapping[str, Any]) -> datetime | None:
    """Return when an item was published, or None when it does not say so in a form we know."""
    try:
        return utc(item["timestamp"])
    except (KeyError, UnexpectedFormat):
        return None


def _after(edge: Edge, body: Mapping[str, Any]) -> str | None:
    paging = body.get("paging")
    cursors = paging.get("cursors") if isinstance(paging, Mapping) else None
    after = cursors.get("after") if isinstance(cursors, Mapping) else None
    if not isinstance(after, str) or not isinstance(paging, Mapping):
        return None
    more = paging.get("has_next") if edge.names_next else bool(objects(body))
    return after if more else None
