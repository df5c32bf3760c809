"""Reddit: submissions that name the school, through the Data API and praw; comments below them when asked for.

*Not configured* is the normal case: since November 2025 Reddit gives access by approval only. One bounded pass of the
search a run, newest first, stopping at what the last pass saw. Formats: https://www.reddit.com/dev/api and recordings
of 2016 and 2025.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, StringConstraints

from collectors.base import (
    Clock,
    Coverage,
    Cursor,
    NotConfigured,
    Query,
    Rechecked,
    SourceRefused,
    Surroundings,
    UnexpectedFormat,
)
from collectors.http import VERSION
from collectors.recheck_reddit import recheck_reddit
from collectors.reddit_answers import ASK_FIRST, children, listing_only, things
from collectors.reddit_posts import post_of
from data.config import SourceSettings
from data.records import Post, RawItem, RawPage
from data.secrets import variable
from data.words import Platform

if TYPE_CHECKING:
    from collectors.reddit_session import RedditSession

APP_ID = "org.goodname"
LONGEST_QUERY = 512
SHOWN_AT_MOST = 1000
LATE_S = 6 * 3600.0
"""Reddit's search index is late at times: a pass reads on for so long below the newest submission it has seen."""

THREAD_AGE = timedelta(days=7)
MEANWHILE = (
    "use a Google Alerts feed ([sources.feeds]), Brave search ([sources.brave]) and posts handed in by link meanwhile"
)

Community = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{2,21}$")]


class RedditSettings(SourceSettings):
    """Settings of `[sources.reddit]`."""

    communities: tuple[Community, ...] = Field(
        ("all",), min_length=1, description='The communities to search, without r/; "all" searches everywhere.'
    )
    limit: int = Field(100, ge=1, le=100, description="Submissions asked for at a time.")
    username: str | None = Field(
        None,
        pattern=r"^(/?u/)?[A-Za-z0-9_-]{3,20}$",
        description="The Reddit account that was granted access; stands in our User-Agent, as Reddit asks.",
    )
    comments: bool = Field(False, description="Whether to read the comments below the newest submissions found.")
    comment_threads: int = Field(5, ge=1, le=25, description="How many of the newest submissions to read comments of.")


class RedditCollector:
    """Searches chosen communities for the school's names."""

    key: ClassVar[str] = "reddit"
    platform: ClassVar[Platform] = Platform.REDDIT
    mapper_version: ClassVar[int] = 1
    Settings: ClassVar[type[SourceSettings]] = RedditSettings
    coverage: ClassVar[Coverage] = Coverage(
        covers="Submissions of the last week that carry one of the school's names, in the chosen communities; where "
        "they are asked for, also the comments below the newest of them, with their edits.",
        cannot="Comments that name the school below other submissions, private communities, chats and messages, "
        "pictures and video, comments that Reddit folds away in a long thread, and edits or removal of a submission "
        "seen before.",
        limits="Search shows about 1,000 submissions and 7 days; 100 requests a minute; Reddit's search finds what its "
        "index holds, sometimes hours late.",
        authority=f"{ASK_FIRST}. What is deleted on Reddit must be deleted here.",
    )

    def __init__(self, session: RedditSession, clock: Clock, settings: RedditSettings) -> None:
        """Search with the signed-in `session` what `settings` name."""
        self._session = session
        self._clock = clock
        self._settings = settings

    @classmethod
    def build(cls, settings: RedditSettings, surroundings: Surroundings) -> Self:
        """Return a collector; raise `NotConfigured` that says how access is asked for and what to use meanwhile."""
        found = {name: surroundings.secrets.get(cls.key, name) for name in ("client_id", "client_secret")}
        client_id, client_secret = found["client_id"], found["client_secret"]
        if client_id is None or client_secret is None:
            missing = " and ".join(variable(cls.key, name) for name, secret in found.items() if secret is None)
            raise NotConfigured(f"{ASK_FIRST}; once it is granted, set {missing}; {MEANWHILE}")
        if settings.username is None:
            raise NotConfigured("username is missing under [sources.reddit]: the account that Reddit granted access to")
        from collectors.reddit_session import RedditSession

        name = settings.username.rpartition("/")[2]
        session = RedditSession(
            surroundings.http,
            client_id=client_id.reveal(),
            client_secret=client_secret.reveal(),
            user_agent=f"python:{APP_ID}:v{VERSION} (by /u/{name})",
        )
        return cls(session, surroundings.clock, settings)

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        """Yield submissions that are new since `cursor`, then the threads of the newest when comments are asked for.

        A search's place in the cursor moves only with the last page of its pass: a pass that was broken off starts
        again at the top and meets what it stored as known.
        """
        searches = {f"{self._path}?q={words}": words for words in queries(query.names)}
        known = cursor.get("passes", {})
        passes = {name: known[name] for name in searches if name in known}
        threads: dict[str, float] = dict(cursor.get("threads", {}))
        for name, words in searches.items():
            before, found = passes.get(name, {}), dict[str, float]()
            for body, last in self._search(words, before):
                found.update(_dated(children(body)))
                if last:
                    passes = {**passes, name: _after(before, found)}
                    threads = self._newest({**threads, **found})
                yield RawPage(self.key, body, cursor={"passes": passes, "threads": threads})
        if self._settings.comments:
            yield from self._comments({"passes": passes, "threads": threads})

    @property
    def _path(self) -> str:
        return f"r/{'+'.join(self._settings.communities)}/search/"

    def _search(self, words: str, before: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], bool]]:
        """Yield (page with what is new on it, whether it is the last) of one pass."""
        seen, recent, limit = before.get("seen"), before.get("recent", {}), self._settings.limit
        horizon = -math.inf if seen is None else seen - LATE_S
        params: dict[str, str | int] = {"q": words, "sort": "new", "t": "week", "type": "link", "syntax": "lucene"}
        params |= {"restrict_sr": str(self._settings.communities != ("all",)), "limit": limit}
        asked = {""}
        while True:
            body = listing_only(self._session.get(self._path, params))
            shown, after = children(body), body["data"].get("after")
            dated = _dated(shown)
            fresh = [thing for thing in shown if not _is_known(thing, horizon, recent)]
            last = not after or min(dated.values(), default=math.inf) < horizon or len(asked) * limit >= SHOWN_AT_MOST
            yield {**body, "data": {**body["data"], "children": fresh}}, last
            if last:
                return
            if after in asked:
                raise UnexpectedFormat("Reddit's listing leads back to a page already read")
            asked.add(after)
            params["after"] = after

    def _comments(self, cursor: Cursor) -> Iterator[RawPage]:
        """Yield the threads of the cursor; one that is closed to us is said so after the others were read."""
        refused: SourceRefused | None = None
        for name in cursor["threads"]:
            try:
                body = self._session.get(f"comments/{name[3:]}/", {"limit": 500, "sort": "new"})
                things(body)
            except SourceRefused as error:
                refused = refused or error
                continue
            yield RawPage(self.key, body, cursor=cursor)
        if refused is not None:
            raise refused

    def _newest(self, threads: Mapping[str, float]) -> dict[str, float]:
        oldest = (self._clock() - THREAD_AGE).timestamp()
        young = [(created, name) for name, created in threads.items() if created >= oldest]
        return {name: created for created, name in sorted(young, reverse=True)[: self._settings.comment_threads]}

    def recheck(self, posts: Sequence[Post]) -> Iterator[Rechecked]:
        """Yield what Reddit says of each post, a hundred at a time; see `collectors.recheck_reddit`."""
        return recheck_reddit(posts, lambda names: self._session.get("api/info/", {"id": ",".join(names)}))

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut a listing, a thread, an info answer or one thing into submissions and comments."""
        found = things(page.body)
        return [RawItem(cls.key, thing, {"thread_title": title} if title else {}) for thing, title in found]

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one submission or comment."""
        return post_of(item.payload, item.context.get("thread_title"))


def queries(names: Sequence[str]) -> list[str]:
    """Return the school's names, quoted and joined by OR, in as few queries as Reddit's 512 characters allow."""
    found: list[str] = []
    for name in names:
        quoted = '"' + " ".join(name.replace('"', " ").split()) + '"'
        if found and len(found[-1]) + len(quoted) + len(" OR ") <= LONGEST_QUERY:
            found[-1] += f" OR {quoted}"
        else:
            found.append(quoted)
    return found


def _dated(shown: Sequence[Any]) -> dict[str, float]:
    """Return when each submission was published, by its full name; without those that say it in no known form."""
    dated = {}
    for thing in shown:
        data = thing.get("data") if isinstance(thing, Mapping) else None
        name, created = (data.get("name"), data.get("created_utc")) if isinstance(data, Mapping) else (None, None)
        if isinstance(name, str) and re.fullmatch(r"t3_[a-z0-9]{1,13}", name) and isinstance(created, int | float):
            dated[name] = float(created)
    return dated


def _is_known(thing: object, horizon: float, recent: Mapping[str, float]) -> bool:
    return any(created < horizon or name in recent for name, created in _dated([thing]).items())


def _after(before: Mapping[str, Any], found: Mapping[str, float]) -> dict[str, Any]:
    """Return where a finished pass stands: the newest submission, and all those that a late index may show again."""
    known = {**before.get("recent", {}), **found}
    if not known:
        return dict(before)
    seen = max(known.values())
    return {"seen": seen, "recent": {name: created for name, created in known.items() if created >= seen - LATE_S}}
