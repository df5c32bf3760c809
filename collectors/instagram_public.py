"""Instagram's public web page of the school's own account, read with instaloader, where Meta has allowed it in writing.

Meta's terms forbid collecting from its pages by machine and Meta goes to court over it (about.fb.com, 2020-11), so
without `authority` this source is refused by terms; the source instagram is the lawful way. It covers the posts of the
own public profile since the last collection. Expect it to break every few weeks. No log-in is ever used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import Field

from collectors.base import (
    CollectorError,
    Coverage,
    Cursor,
    NotConfigured,
    Query,
    RateLimited,
    SourceRefused,
    SourceUnavailable,
    Surroundings,
    UnexpectedFormat,
    check_authority,
    utc,
)
from collectors.instagram_page import WALL, items_of, moment_of, post_of
from data.config import SourceSettings
from data.records import Post, RawItem, RawPage
from data.words import Platform

if TYPE_CHECKING:
    from collectors.http import HttpClient
    from collectors.instaloader_context import QuietContext

PINNED = 3
"""How many old posts a profile may show above its newest."""
WAIT = timedelta(hours=1)


class InstagramPublicSettings(SourceSettings):
    """Settings of the source instagram_public; it needs `authority` and no secret."""

    default_interval_minutes: ClassVar[int] = 60

    first_days: int = Field(30, ge=1, le=365, description="How many days back the first collection reaches.")


class InstagramPublicCollector:
    """Reads each own public profile from its newest post back to the newest one known."""

    key: ClassVar[str] = "instagram_public"
    platform: ClassVar[Platform] = Platform.INSTAGRAM
    mapper_version: ClassVar[int] = 1
    Settings: ClassVar[type[SourceSettings]] = InstagramPublicSettings
    coverage: ClassVar[Coverage] = Coverage(
        covers="The posts of the school's own public profile, with captions and picture descriptions.",
        cannot="Comments, tags, stories, private accounts, anybody else's posts, and captions changed later.",
        limits="Instagram turns visitors away often (429, 401, log-in wall) and changes its pages every few weeks.",
        authority="Meta's written permission to collect from its pages by machine.",
    )

    def __init__(self, *, http: HttpClient, first_days: int) -> None:
        """Ask through `http`."""
        self._http, self._first = http, timedelta(days=first_days)

    @classmethod
    def build(cls, settings: InstagramPublicSettings, surroundings: Surroundings) -> Self:
        """Return a collector ready to fetch; `RefusedByTerms` without Meta's written permission."""
        check_authority(
            settings,
            surroundings.clock,
            why="Meta's terms forbid reading its pages by machine; use the source instagram, or record Meta's written "
            "permission under [sources.instagram_public] authority",
        )
        return cls(http=surroundings.http, first_days=settings.first_days)

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        """Yield a page for each new post, and an empty one when a profile was read to the end."""
        from collectors.instaloader_context import QuietContext

        handles = query.handles(self.platform)
        if not handles:
            raise NotConfigured("no own Instagram account is registered: add it under [[accounts]]")
        states: dict[str, Mapping[str, str]] = dict(cursor.get("accounts", {}))
        failed: CollectorError | None = None
        for handle in handles:
            try:
                for node, state in self._posts(QuietContext(self._http), handle, states.get(handle, {})):
                    states[handle] = state
                    body = {"posts": [node] if node is not None else []}
                    yield RawPage(self.key, body, {"account": handle}, {"accounts": dict(states)})
            except (SourceRefused, UnexpectedFormat) as error:
                failed = failed or error
        if failed is not None:
            raise failed

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        """Cut a page into posts; see `collectors.instagram_page`."""
        return items_of(page)

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        """Map one post; see `collectors.instagram_page`."""
        return post_of(item)

    def _posts(
        self, context: QuietContext, handle: str, state: Mapping[str, str]
    ) -> Iterator[tuple[Mapping[str, Any] | None, Mapping[str, str]]]:
        """Yield each new post and the state after it; at the end no post. The bound moves only then."""
        from instaloader import Profile, get_json_structure

        since = utc(state["since"]) if "since" in state else self._http.now() - self._first
        newest = max(filter(None, (since, utc(state["newest"]) if "newest" in state else None)))
        kept = {"since": state["since"]} if "since" in state else {}
        with translated(context, self._http.now()):
            found = Profile.from_username(context, handle).get_posts()
        older = 0
        while older <= PINNED:
            with translated(context, self._http.now()):
                post = next(found, None)
                if post is None:
                    break
                node = get_json_structure(post)["node"]
                published = moment_of(node)
            if published is None or published > since:
                newest = max(newest, published or newest)
                yield node, {**kept, "newest": newest.isoformat()}
            else:
                older += 1
        yield None, {"since": newest.isoformat()}


@contextmanager
def translated(context: QuietContext, now: datetime) -> Iterator[None]:
    """Turn what instaloader raises into what the caller should do; the last status says more than the error's name."""
    from instaloader import exceptions as told

    context.forget_last_answer()
    try:
        yield
    except (told.LoginRequiredException, told.AbortDownloadException) as error:
        raise SourceRefused(WALL) from error
    except told.ProfileNotExistsException as error:
        # Raised for a 404, and for a page with status 200 that holds no profile: mostly the log-in wall.
        none = "Instagram has no page under an own handle (HTTP 404): check [[accounts]]"
        raise SourceRefused(none if context.last_status == HTTPStatus.NOT_FOUND else WALL) from error
    except told.QueryReturnedBadRequestException as error:
        raise UnexpectedFormat("Instagram no longer understands how instaloader asks (HTTP 400)") from error
    except told.ConnectionException as error:
        raise _meant(error, context.last_status, now) from error
    except told.InstaloaderException as error:
        raise UnexpectedFormat(f"instaloader could not read Instagram's answer ({type(error).__name__})") from error
    except (LookupError, TypeError, AttributeError, AssertionError, ValueError) as error:
        # The library takes an answer apart unchecked: a changed page shows as one of these.
        raise UnexpectedFormat(f"Instagram's answer is not as instaloader expects ({type(error).__name__})") from error


def _meant(error: Exception, status: int | None, now: datetime) -> CollectorError:
    said = f"HTTP {status}"
    if status is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SourceUnavailable(f"Instagram could not be reached ({said if status else 'no answer'})")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS) or "wait a few minutes" in str(error):
        return RateLimited(f"Instagram asks to wait ({said})", until=now + WAIT)
    if status == HTTPStatus.OK:
        return UnexpectedFormat("Instagram sent something else where JSON was due")
    return SourceRefused(f"Instagram refuses logged-out visitors ({said}); nothing was read or taken as deleted")
