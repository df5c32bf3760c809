"""Instagram's Graph API as tests play it: own media, the comments under them, tags, and the collector that asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from loopback import Answer, Asked, Loopback
from recorded_answers import answer_of
from surroundings import Around

from collectors.base import Query
from collectors.instagram import InstagramCollector, InstagramSettings
from data.records import Account, Post, RawPage
from data.words import Platform

ROOT = "/v26.0/17841400000000001"
ALBUM = "18000000000000001"
MEDIA, TAGS, COMMENTS = f"{ROOT}/media", f"{ROOT}/tags", f"/v26.0/{ALBUM}/comments"
QUERY = Query(names=("Larkmere Primary School",), accounts=(Account(Platform.INSTAGRAM, "@larkmere.primary"),))
Build = Callable[..., InstagramCollector]

payload = partial(answer_of, "instagram")


def as_in_life(asked: Asked) -> Answer:
    after = asked.query.get("after")
    pages = {
        (MEDIA, None): "media_page_1",
        (MEDIA, "QVFmedia2"): "media_page_2",
        (COMMENTS, None): "comments_page_1",
        (COMMENTS, "QVFcomm2"): "comments_page_2",
        (TAGS, None): "tags_page_1",
        (TAGS, "QVFtags2"): "empty",
    }
    return Answer(payload(pages[asked.path, after]))


def error(code: int, message: str = "m", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1", **more}}


def instagram_collector(
    around: Around, server: Loopback | None = None, *, token: str | None = "t0ken", **settings: Any
) -> InstagramCollector:
    """Return the collector of the school's own account, but for `token` and `settings`."""
    secrets = {"GOODNAME_INSTAGRAM_ACCESS_TOKEN": token} if token else {}
    given = {"ig_user_id": "17841400000000001", **settings}
    return InstagramCollector.build(InstagramSettings(enabled=True, **given), around(server, secrets=secrets))


def posts_of(pages: list[RawPage]) -> list[Post]:
    return [InstagramCollector.parse(item) for page in pages for item in InstagramCollector.split(page)]
