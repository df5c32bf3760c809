"""How far each of X's streams has come: pure steps from one stored state to the next.

Posts come newest first. So while a stream is paged its lower bound stays and only the token moves; `since_id` becomes
the newest id seen after the last page alone. A kill between two pages then continues with the token and loses no tail.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from collectors.x_mapping import snowflake_time

WINDOW = timedelta(days=7) - timedelta(minutes=10)
"""How far back X's search reaches, less the time that a long walk through its pages may take."""

State = Mapping[str, str]
"""Where one stream stands: `since_id` or `start_time` bound it; `newest_id` and `next_token` while it is paged."""


def begun(state: State, now: datetime, *, reach: timedelta, search: bool) -> State:
    """Return the state to ask with: continued, or bounded by `since_id`, or by a window when X would refuse that."""
    if "next_token" in state:
        return state
    since = state.get("since_id")
    if since is None:
        return window(state, now, min(reach, WINDOW))
    given_out = snowflake_time(since)
    too_old = search and given_out is not None and given_out < now - WINDOW
    return window(state, now, WINDOW) if too_old else {"since_id": since}


def window(state: State, now: datetime, reach: timedelta) -> State:
    """Return a state that starts anew by time. X takes either `since_id` or `start_time`, never both."""
    newest = state.get("newest_id") or state.get("since_id")
    return {"start_time": f"{now - reach:%Y-%m-%dT%H:%M:%SZ}", **({"newest_id": newest} if newest else {})}


def advanced(state: State, body: Mapping[str, Any]) -> State:
    """Return the state after an answer: still paging when it names a next page, done otherwise."""
    meta = body.get("meta")
    meta = meta if isinstance(meta, Mapping) else {}
    seen = [str(one) for one in (state.get("newest_id"), state.get("since_id"), meta.get("newest_id")) if one]
    newest = max(seen, key=lambda one: (len(one), one), default=None)
    if meta.get("next_token"):
        kept = {name: value for name, value in state.items() if name in ("since_id", "start_time")}
        return {**kept, **({"newest_id": newest} if newest else {}), "next_token": str(meta["next_token"])}
    return {"since_id": newest} if newest else {}
