"""Instagram: the school's own professional account, through Meta's Graph API.

It covers the account's own posts with their pictures' descriptions, the comments under them, and public posts that tag
the account. It cannot show stories, private accounts, or a mention in somebody else's caption or comment (that id comes
by webhook only). The school adds its account to its own Meta app; Standard Access is enough for that (Instagram
Platform, mentions; seen 2026-08). Fields are always asked for: without them the API gives ids alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Literal, Self

from pydantic import Field

from collectors.base import (
    CollectorError,
    Coverage,
    Cursor,
    NotConfigured,
    Query,
    Rechecked,
    SourceRefused,
    Surroundings,
    UnexpectedFormat,
)
from collectors.graph_problems import NotThere, UnknownField, answer
from collectors.http import HttpClient
from collectors.instagram_mapping import COMMENTS, MEDIA, TAGS, items_of, objects, post_of, shown_above, writer_of
from collectors.instagram_paging import Edge, State, advanced, moment_of
from collectors.recheck_instagram import recheck_instagram
from data.config import SourceSettings
from data.records import Post, RawItem, RawPage
from data.secrets import Secret
from data.words import Platform

_PICTURE = "id,media_type,media_url,thumbnail_url"
_REPLY = "id,text,timestamp,username"
_FIELDS = {
    MEDIA: f"{_PICTURE},caption,permalink,timestamp,username,comments_count,alt_text,children{{{_PICTURE},alt_text}}",
    COMMENTS: f"{_REPLY},replies{{{_REPLY}}}",
    TAGS: "id,media_type,caption,permalink,timestamp,username,comments_count",
}
_PAGE = 50


class InstagramSettings(SourceSettings):
    """Settings of the source instagram. Its access token is a secret: GOODNAME_INSTAGRAM_ACCESS_TOKEN."""

    default_interval_minutes: ClassVar[int] = 15

    ig_user_id: str | None = Field(
        None, pattern=r"^\d{5,25}$", description="The number of the school's professional account (its IG user id)."
    )
    login: Literal["facebook", "instagram"] = Field(
        "facebook", description="How the token was made: Facebook Login (a linked Page) or Instagram Login."
    )
    graph_version: str = Field("v26.0", pattern=r"^v\d+\.\d$", description="The version of Meta's Graph API to ask.")
    first_days: int = Field(30, ge=1, le=730, description="How many days back the first collection reaches.")
    comment_days: int = Field(14, ge=1, le=90, description="For how many days the comments under a post are read.")


class InstagramCollector:
    """Asks for own media, then the comments under the recent ones, then the media that tag the account."""

    key: ClassVar[str] = "instagram"
    platform: ClassVar[Platform] = Platform.INSTAGRAM
    mapper_version: ClassVar[int] = 1
    Settings: ClassVar[type[SourceSettings]] = InstagramSettings
    coverage: ClassVar[Coverage] = Coverage(
        covers="The school's own posts with captions, albums and picture descriptions, comments and replies under "
        "them, and public posts that tag the school's account.",
        cannot="Stories, private accounts, mentions in other people's captions or comments, hashtags, and what was "
        "changed or said under a post older than comment_days.",
        limits="Meta's hourly limit for the account; the newest 50 replies of a comment; an expired token stops it.",
        authority="None beyond the school's own professional account, added to the school's own Meta app.",
    )

    def __init__(self, *, http: HttpClient, token: Secret, settings: InstagramSettings) -> None:
        """Ask through `http` for the account that `settings` names."""
        self._http, self._token, self._settings = http, token, settings
        self._root = f"https://graph.{settings.login}.com/{settings.graph_version}"
        self._fields = dict(_FIELDS)

    @classmethod
    def build(cls, settings: InstagramSettings, surroundings: Surroundings) -> Self:
        """Return a collector ready to fetch. Raises `NotConfigured` without the account's number or a token."""
        if settings.ig_user_id is None:
            raise NotConfigured("the account's number is missing: set ig_user_id under [sources.instagram]")
        token = surroundings.secrets.require(cls.key, "access_token", what="the long-lived access token of Meta's app")
        return cls(http=surroundings.http, token=token, settings=settings)

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        """Yield each edge's new pages. An edge that is refused does not stop the others; it is raised at the end."""
        states: dict[str, State] = dict(cursor.get("streams", {}))
        resumed = "after" in states.get(MEDIA, {})
        now, settings = self._http.now(), self._settings
        open_until = now - timedelta(days=settings.comment_days)
        first = now - timedelta(days=settings.first_days)
        context: dict[str, Any] = {"account": next(iter(query.handles(self.platform)), None)}
        recent: dict[str, Mapping[str, Any]] = {}
        failures: list[CollectorError] = []

        media = Edge(MEDIA, MEDIA, f"{settings.ig_user_id}/media", first, at_least_to=open_until)
        for page in self._pages(media, states, context, failures):
            for medium in objects(page.body):
                context["account"] = writer_of(medium) or context["account"]
                if (moment_of(medium) or now) >= open_until:
                    recent[str(medium.get("id"))] = medium
            yield page
        if not resumed and not failures:
            states = {key: state for key, state in states.items() if key.partition(":")[2] in ("", *recent)}
        for medium_id, medium in recent.items():
            if medium.get("comments_count") != 0:
                about = {"id": medium_id, "permalink": medium.get("permalink"), "title": shown_above(medium)}
                edge = Edge(f"{COMMENTS}:{medium_id}", COMMENTS, f"{medium_id}/comments", None)
                yield from self._pages(edge, states, {**context, "media": about}, failures)
        tags = Edge(TAGS, TAGS, f"{settings.ig_user_id}/tags", first, names_next=False)
        yield from self._pages(tags, states, context, failures)
        if failures:
            raise failures[0]

    def recheck(self, posts: Sequence[Post]) -> Iterator[Rechecked]:
        """Yield what the Graph API says of each own post and each comment under one; see `recheck_instagram`."""
        return recheck_instagram(posts, self._object, own_id=self._settings.ig_user_id or "")

    def _object(self, object_id: str, fields: str) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {self._token.reveal()}"}
        address = f"{self._root}/{object_id}"
        return answer(self._http, self._http.request("GET", address, params={"fields": fields}, headers=headers))

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut an answer into posts; see `collectors.instagram_mapping`."""
        return items_of(page)

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one post; see `collectors.instagram_mapping`."""
        return post_of(item)

    def _pages(
        self, edge: Edge, states: dict[str, State], context: Mapping[str, Any], failures: list[CollectorError]
    ) -> Iterator[RawPage]:
        state = states.get(edge.key, {})
        horizon = edge.horizon(state)
        done = False
        try:
            while not done:
                try:
                    body = self._page(edge, state.get("after"))
                except NotThere:
                    if "after" not in state:
                        raise
                    state = {name: value for name, value in state.items() if name != "after"}
                    continue
                page = RawPage(self.key, body, {**context, "edge": edge.kind})
                items_of(page)  # an answer that is no page of posts must not move the cursor
                state, done = advanced(edge, state, body, horizon)
                states[edge.key] = state
                yield RawPage(page.source, body, {**context, "edge": edge.kind}, {"streams": dict(states)})
        except (SourceRefused, UnexpectedFormat) as error:
            failures.append(error)

    def _page(self, edge: Edge, after: str | None) -> Mapping[str, Any]:
        """Ask for one page. The token goes in a header: an address may end in a log."""
        parameters = {"fields": self._fields[edge.kind], "limit": _PAGE, **({"after": after} if after else {})}
        headers = {"Authorization": f"Bearer {self._token.reveal()}"}
        address = f"{self._root}/{edge.path}"
        try:
            body = answer(self._http, self._http.request("GET", address, params=parameters, headers=headers))
        except UnknownField:
            # Not every version and kind of token is given alt_text; without it the rest still counts.
            if "alt_text" not in self._fields[edge.kind]:
                raise
            self._fields[edge.kind] = self._fields[edge.kind].replace(",alt_text", "")
            return self._page(edge, after)
        return without_addresses(body)


def without_addresses(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the answer without its neighbours' addresses, which hold the access token; a mark says there is a next."""
    paging = body.get("paging")
    if not isinstance(paging, Mapping):
        return body
    return {**body, "paging": {"cursors": paging.get("cursors"), "has_next": "next" in paging}}
