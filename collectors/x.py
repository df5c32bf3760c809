"""X: posts that say the school's name or handle, posts that mention its accounts, and its accounts' own posts.

API v2 through tweepy, as raw JSON: its own models fail on a timestamp without a fraction. It covers the last seven
days of public posts; no reposts in search since 4 May 2026, no protected accounts, no direct messages. X's agreement
for pay-per-use (clause XIV.C, seen 2026-08-22) wants an Enterprise plan for government-related entities, so a
maintained school or an academy needs X's written answer first. No query is built from a person's name.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Self

import requests
from pydantic import Field

from collectors.base import (
    Clock,
    CollectorError,
    Coverage,
    Cursor,
    Query,
    Rechecked,
    SourceRefused,
    SourceUnavailable,
    Surroundings,
    UnexpectedFormat,
    as_mapping,
    check_authority,
    require,
)
from collectors.bridge import bridged_session
from collectors.recheck_x import RECHECK_FIELDS, recheck_x
from collectors.x_mapping import items_of, post_of
from collectors.x_paging import WINDOW, State, advanced, begun, window
from collectors.x_problems import StaleBounds, check, problem
from collectors.x_query import is_handle
from collectors.x_streams import Stream, streams
from data.config import SourceSettings
from data.records import Post, RawItem, RawPage
from data.words import Platform

NEEDS_AUTHORITY = ("maintained", "academy")
USERS_A_CALL = 100


class XSettings(SourceSettings):
    """Settings of the source x. Its bearer token is a secret: GOODNAME_X_BEARER_TOKEN."""

    first_days: int = Field(7, ge=1, le=7, description="How many days back the first collection reaches.")


class XCollector:
    """Asks X's recent search, the mentions of each own account, and each own account's posts."""

    key: ClassVar[str] = "x"
    platform: ClassVar[Platform] = Platform.X
    mapper_version: ClassVar[int] = 1
    Settings: ClassVar[type[SourceSettings]] = XSettings
    coverage: ClassVar[Coverage] = Coverage(
        covers="Public posts of the last 7 days that say a name or handle of the school, posts that mention its "
        "accounts, and its accounts' own posts, with picture descriptions.",
        cannot="Reposts in search (X returns none since May 2026), protected accounts, direct messages, communities, "
        "anything older than 7 days, and posts that say neither a name nor a handle.",
        limits="450 searches in 15 minutes; X bills about $0.005 for each post and $0.010 for each author read.",
        authority="X's written answer (agreement XIV.C) for a maintained school or an academy; for others none beyond "
        "its pay-per-use terms.",
    )

    def __init__(self, *, client: Any, clock: Clock, first_days: int) -> None:
        """Ask through `client`, a tweepy client that returns plain dictionaries."""
        self._client, self._clock, self._first = client, clock, timedelta(days=first_days)

    @classmethod
    def build(cls, settings: XSettings, surroundings: Surroundings) -> Self:
        """Return a collector ready to fetch; `RefusedByTerms` comes before `NotConfigured`."""
        import tweepy

        if surroundings.school_type in NEEDS_AUTHORITY:
            check_authority(
                settings,
                surroundings.clock,
                why="X's agreement (XIV.C) wants its consent before posts are shown to a government-related entity; "
                "write to X, then record its answer under [sources.x] authority",
            )
        token = surroundings.secrets.require(cls.key, "bearer_token", what="X's bearer token")
        # At DEBUG tweepy writes the token and every post to the log.
        logging.getLogger("tweepy").setLevel(logging.INFO)
        client = tweepy.Client(token.reveal(), return_type=dict, wait_on_rate_limit=False)
        client.user_agent = surroundings.http.user_agent
        client.session = bridged_session(surroundings.http)
        client.session.hooks["response"].append(lambda answer, **_options: check(answer, surroundings.clock()))
        return cls(client=client, clock=surroundings.clock, first_days=settings.first_days)

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        """Yield each stream's new pages. A stream that X refuses does not stop the others; it is raised at the end."""
        handles = [handle for handle in query.handles(Platform.X) if is_handle(handle)]
        failed: CollectorError | None = None
        users = _known_users(cursor, handles)
        try:
            users = self._users(handles, users)
        except (SourceRefused, UnexpectedFormat) as error:
            failed = error
        plan = streams(self._client, query, handles, users)
        stored = cursor.get("streams", {})
        states: dict[str, State] = {stream.key: stored.get(stream.key, {}) for stream in plan}
        for stream in plan:
            try:
                for body, state in self._pages(stream, states[stream.key]):
                    states[stream.key] = state
                    yield RawPage(
                        self.key,
                        body,
                        {"stream": stream.kind, "own": users},
                        {"users": users, "streams": dict(states)},
                    )
            except (SourceRefused, UnexpectedFormat) as error:
                failed = failed or error
        if failed is not None:
            raise failed
        unknown = len(query.handles(Platform.X)) - len(users)
        if unknown:
            raise SourceRefused(
                f"X does not know {unknown} of the registered accounts: check their handles in [[accounts]]"
            )

    def recheck(self, posts: Sequence[Post]) -> Iterator[Rechecked]:
        """Yield what X says of each post, a hundred at a time; see `collectors.recheck_x`."""
        return recheck_x(posts, lambda ids: self._answer(self._client.get_tweets, ids=ids, tweet_fields=RECHECK_FIELDS))

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut an answer into posts; see `collectors.x_mapping`."""
        return items_of(page)

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one post; see `collectors.x_mapping`."""
        return post_of(item)

    def _users(self, handles: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
        """Return the user id of each handle that X knows; only new handles are asked for, as each costs money."""
        users = dict(known)
        missing = [handle for handle in handles if handle not in known]
        for start in range(0, len(missing), USERS_A_CALL):
            asked = {handle.casefold(): handle for handle in missing[start : start + USERS_A_CALL]}
            body = self._answer(self._client.get_users, usernames=list(asked.values()))
            if "data" not in body:
                raise problem(body)
            for entry in body["data"]:
                user = as_mapping(entry, "an account in X's answer")
                handle = asked.get(str(require(user, "username")).casefold())
                if handle:
                    users[handle] = str(require(user, "id"))
        return users

    def _pages(self, stream: Stream, state: State) -> Iterator[tuple[Any, State]]:
        """Yield each answer with the state to store after it. `since_id` moves only after the last page."""
        now = self._clock()
        state = begun(state, now, reach=self._first, search=stream.search)
        fresh = False
        while True:
            bounds = {name: state[name] for name in ("since_id", "start_time") if name in state}
            token = {stream.token: state["next_token"]} if "next_token" in state else {}
            try:
                body = self._answer(stream.ask, **stream.fixed, **bounds, **token)
            except StaleBounds:
                if fresh:
                    raise
                fresh, state = True, window(state, now, WINDOW)
                continue
            items_of(RawPage(self.key, body))  # an answer that is no page of posts must not move the cursor
            after = advanced(state, body)
            if "next_token" in after and after["next_token"] == state.get("next_token"):
                raise UnexpectedFormat("X gave the same page token twice")
            yield body, after
            if "next_token" not in after:
                return
            state = after

    def _answer(self, ask: Callable[..., Any], **parameters: Any) -> Mapping[str, Any]:
        try:
            return as_mapping(ask(**parameters), "X's answer")
        except requests.JSONDecodeError as error:
            raise UnexpectedFormat("X sent something else where JSON was due, perhaps a web page") from error
        except requests.RequestException as error:
            raise SourceUnavailable(f"X could not be reached ({type(error).__name__})") from error


def _known_users(cursor: Cursor, handles: Sequence[str]) -> dict[str, str]:
    return {handle: user for handle, user in cursor.get("users", {}).items() if handle in handles}
