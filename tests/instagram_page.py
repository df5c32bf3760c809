"""A public Instagram page as tests play it, read as a browser would, and the collector that asks for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from loopback import Answer, Asked, Loopback
from recorded_answers import answer_of, page_of
from surroundings import Around

from collectors.base import Query
from collectors.instagram_public import InstagramPublicCollector, InstagramPublicSettings
from data.config import Authority
from data.records import Account, Post, RawPage
from data.words import Platform

PROFILE = page_of("instagram_public", "profile.html")
POSTS: dict[str, dict[str, Any]] = answer_of("instagram_public", "posts")
PAGE = "/larkmere.primary/"
POND, ALBUM, CLIP, PINNED = "3800000000000000003", "3800000000000000002", "3800000000000000001", "3700000000000000001"
QUERY = Query(names=("Larkmere Primary School",), accounts=(Account(Platform.INSTAGRAM, "@larkmere.primary"),))
PERMISSION = Authority(agreed_with="Meta", reference="file 14", date=date(2026, 9, 1), until=date(2027, 8, 31))
START = '<html><script>["LSD",[],{"token":"lsd-token"},1]; "IG_USER_EIMU":"0"</script></html>'
WALL = (
    '<html><head><meta property="og:description" content="Create an account or log in to Instagram." /></head></html>'
)
FAIL = {"message": "Please wait a few minutes before you try again.", "status": "fail"}
Build = Callable[..., InstagramPublicCollector]


def as_in_life(asked: Asked) -> Answer:
    if asked.path == PAGE:
        return Answer(PROFILE)
    if asked.path == "/":
        return Answer(START, headers={"Set-Cookie": "csrftoken=csrf-token; Path=/"})
    form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    variables = json.loads(form["variables"])
    if "after" in variables:
        edges = [{"node": {"code": "DClip000001", "pk": CLIP}}]
        connection = {"edges": edges, "page_info": {"has_next_page": False, "end_cursor": None}}
        return Answer({"data": {"node": {"polaris_ordered_timeline_connection": connection}}})
    found = {"items": [POSTS[variables["shortcode"]]]}
    return Answer({"data": {"xdt_api__v1__media__shortcode__web_info": found}})


def page_collector(
    around: Around, server: Loopback | None = None, *, authority: Authority | None = PERMISSION, **settings: Any
) -> InstagramPublicCollector:
    """Return the collector of a school that Meta permits to read its own page, but for `authority` and `settings`."""
    chosen = InstagramPublicSettings(enabled=True, authority=authority, **settings)
    return InstagramPublicCollector.build(chosen, around(server, school_type="independent"))


def posts_of(pages: list[RawPage]) -> list[Post]:
    return [InstagramPublicCollector.parse(item) for page in pages for item in InstagramPublicCollector.split(page)]
