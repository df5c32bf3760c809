"""Instagram's web pages and web queries as posts: pure, so that they can be mapped again.

What instagram.com serves to a logged-out visitor (seen 2026-08-12, as instaloader 4.16 reads it): an HTML page whose
`<script type="application/json">` elements hold the results of its queries, `xig_user_by_username` among them; the
posts stand in `polaris_ordered_timeline_connection`, without their times. A log-in wall comes with status 200 and
holds none of it: it is neither "no posts" nor "deleted".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from collectors.addresses import file_name_of
from collectors.base import CollectorError, RateLimited, SourceRefused, UnexpectedFormat, as_mapping
from data.hashtags import hashtags_in
from data.records import Picture, Post, RawItem, RawPage
from data.words import Direction, Platform

NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""For a refusal read from a file: it does not say until when."""

WALL = "Instagram shows a page without the posts, mostly its log-in wall; nothing was read or is taken as deleted"
_SCRIPT = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
_TIMELINE = "polaris_ordered_timeline_connection"
_VIDEO, _ALBUM = 2, 8
_CHALLENGES = ("login_required", "checkpoint_required", "challenge_required", "feedback_required")


def items_of(page: RawPage) -> list[RawItem]:
    """Cut a profile page, a web query's answer, or what the library read into items."""
    nodes, owner = _from_page(page.body) if isinstance(page.body, str) else (_from_json(page.body), None)
    account = page.context.get("account")
    context: dict[str, Any] = {"account": account} if account else {}
    if owner:
        context["owner"] = owner
    return [RawItem("instagram_public", node, context) for node in nodes]


def post_of(item: RawItem) -> Post:
    """Map one post. Raises `UnexpectedFormat` naming the field that is missing or wrong."""
    node = as_mapping(item.payload, "the item")
    own_id, code = _text(node, "pk"), _text(node, "code")
    if "caption" not in node:
        raise UnexpectedFormat("the item has no 'caption'")
    caption = node["caption"]
    text = _text(caption, "text") if isinstance(caption, Mapping) else ""
    writer = node.get("user")
    author = (writer.get("username") if isinstance(writer, Mapping) else None) or item.context.get("owner")
    author = author if isinstance(author, str) else None
    account = item.context.get("account")
    # The page is asked for because it is the school's; a co-author's name may stand first on a shared post.
    own = isinstance(account, str) and bool(account)
    return Post(
        id=own_id,
        platform=Platform.INSTAGRAM,
        text=text,
        direction=Direction.OWN if own else Direction.MENTION,
        account=account if own else None,
        url=f"https://www.instagram.com/p/{code}/",
        author=author or (account if own else None),
        published_at=moment_of(node),
        hashtags=hashtags_in(text),
        images=tuple(_picture(one, own_id) for one in _objects(node.get("carousel_media")) or [node]),
        thread=own_id,
    )


def moment_of(node: Mapping[str, Any]) -> datetime | None:
    """Return when a post was published; None when the page does not say, as in a profile's timeline."""
    seconds = node.get("taken_at")
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 2**33:
        raise UnexpectedFormat("the item's 'taken_at' is not a time")
    return datetime.fromtimestamp(seconds, UTC)


def refusal(body: Mapping[str, Any]) -> CollectorError | None:
    """Return what a web query's `{"status": "fail"}` means; None for any other body."""
    if body.get("status") != "fail":
        return None
    message = str(body.get("message", ""))
    if "wait a few minutes" in message:
        return RateLimited("Instagram asks to wait a few minutes", until=NO_TIME)
    if message in _CHALLENGES:
        return SourceRefused(f"Instagram refuses logged-out visitors here ({message})")
    return UnexpectedFormat("Instagram refused the question as it is asked in this version")


def _from_page(html: str) -> tuple[list[Any], str | None]:
    users = [user for data in embedded(html) if isinstance(user := data.get("xig_user_by_username"), Mapping)]
    if not users:
        if "log in" in html.casefold() or "/accounts/login" in html:
            raise SourceRefused(WALL)
        raise UnexpectedFormat("this is no profile page of Instagram that this version can read")
    if any(user.get("is_private") is True for user in users):
        raise SourceRefused("the profile is private: its posts are not shown to visitors")
    timeline = next((user[_TIMELINE] for user in users if _TIMELINE in user), None)
    if timeline is None:
        raise UnexpectedFormat("not a post payload: a profile's details; Instagram left its posts out of the page")
    edges = timeline.get("edges") if isinstance(timeline, Mapping) else None
    if not isinstance(edges, list):
        raise UnexpectedFormat("the profile page's list of posts is not a list")
    name = next((user["username"] for user in users if isinstance(user.get("username"), str)), None)
    return [edge.get("node") if isinstance(edge, Mapping) else edge for edge in edges], name


def _from_json(body: object) -> list[Any]:
    whole = as_mapping(body, "Instagram's answer")
    refused = refusal(whole)
    if refused is not None:
        raise refused
    if isinstance(whole.get("posts"), list):
        return list(whole["posts"])
    data = whole.get("data")
    answer = data.get("xdt_api__v1__media__shortcode__web_info") if isinstance(data, Mapping) else None
    if isinstance(answer, Mapping) and isinstance(answer.get("items"), list) and answer["items"]:
        return list(answer["items"])
    if isinstance(whole.get("bodies"), list):
        raise UnexpectedFormat("not a post payload: examples of error answers")
    raise UnexpectedFormat("Instagram's answer holds no posts in a form that this version can read")


def embedded(html: str) -> Iterator[Mapping[str, Any]]:
    """Yield the data of each query's result that a page holds, in the page's order."""
    for script in _SCRIPT.findall(html):
        try:
            whole = json.loads(script)
        except (ValueError, RecursionError):
            continue  # other scripts share the element's type and are not ours to read
        waiting = [whole]
        while waiting:
            value = waiting.pop()
            if isinstance(value, Mapping):
                box = value.get("__bbox")
                result = box.get("result") if isinstance(box, Mapping) else None
                if isinstance(result, Mapping) and isinstance(result.get("data"), Mapping):
                    yield result["data"]
                waiting.extend(reversed(list(value.values())))
            elif isinstance(value, list):
                waiting.extend(reversed(value))


def _picture(node: Mapping[str, Any], post_id: str) -> Picture:
    versions = node.get("image_versions2")
    candidates = _objects(versions.get("candidates")) if isinstance(versions, Mapping) else []
    address = candidates[0].get("url") if candidates else node.get("display_uri")
    name = file_name_of(address)
    alt = node.get("accessibility_caption")
    kind = "video" if node.get("media_type") == _VIDEO else "image"
    return Picture(name or str(node.get("pk") or post_id), alt if isinstance(alt, str) and alt else None, kind=kind)


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _text(node: Mapping[str, Any], name: str) -> str:
    value = node.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and name == "pk":
        return str(value)
    if not isinstance(value, str) or (name != "text" and not value):
        raise UnexpectedFormat(f"the item has no {name!r}")
    return value
