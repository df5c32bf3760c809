"""What finds pages by link: a Google Alerts feed (Atom) and Brave's web search."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from pipelines.demo_replay.world import Answer, Asked, World, newest_first, source_file

_FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:idx="urn:atom-extension:indexing">
<id>tag:google.com,2005:reader/user/00000000000000000001/state/com.google/alerts/00000000000000000001</id>
<title>{title}</title>
<updated>{updated}</updated>
{entries}
</feed>
"""

_REDIRECT = "https://www.google.com/url?rct=j&sa=t&ct=ga&cd=demo&usg=demo&url="

_ENTRY = """<entry>
<id>tag:google.com,2013:googlealerts/feed:{number}</id>
<title type="html">{title}</title>
<link href="{link}"></link>
<published>{published}</published>
<updated>{published}</updated>
<content type="html">{text}</content>
<author><name></name></author>
</entry>"""


class SearchReplay:
    """Answers for the feed and for Brave."""

    def __init__(self, world: World) -> None:
        """Put links and words into the two shapes."""
        self._world = world
        feed = source_file("feeds")
        self._feed_path = feed["path"]
        self._feed = self._atom(feed)
        self._results = [self._result(result) for result in newest_first(source_file("brave")["results"])]

    def answer(self, asked: Asked) -> Answer | None:
        """Return the feed or the search's answer, or None when the request is for neither."""
        if asked.path == self._feed_path:
            tag = f'"{hashlib.sha256(self._feed.encode()).hexdigest()[:16]}"'
            if asked.headers.get("if-none-match") == tag:
                return Answer("", 304, headers={"ETag": tag})
            return Answer(self._feed, kind="application/atom+xml; charset=utf-8", headers={"ETag": tag})
        if asked.path == "/res/v1/web/search":
            first = int(asked.query.get("offset", "0")) * int(asked.query.get("count", "20"))
            return Answer(self._found(asked.query.get("q", ""), first, int(asked.query.get("count", "20"))))
        return None

    def _found(self, words: str, first: int, count: int) -> dict[str, Any]:
        # A search within one site ("site:mumsnet.com ...") is the only operator that the collectors use.
        sites = [word.removeprefix("site:") for word in words.split() if word.startswith("site:")]
        hits = [r for r in self._results if not sites or any(r["meta_url"]["hostname"].endswith(s) for s in sites)]
        shown = hits[first : first + count]
        query = {"original": words, "more_results_available": first + count < len(hits)}
        return {"type": "search", "query": query, "web": {"type": "search", "results": shown, "family_friendly": True}}

    def _result(self, result: Mapping[str, Any]) -> dict[str, Any]:
        host = urlsplit(result["url"]).hostname
        return {
            "type": "search_result",
            "subtype": "generic",
            "title": html.escape(result["title"], quote=False),
            "url": result["url"],
            "description": result["text"],
            "page_age": self._world.stamp(result["minutes_ago"], "%Y-%m-%dT%H:%M:%S"),
            "language": "en",
            "is_source_local": False,
            "family_friendly": True,
            "profile": {"name": host, "url": result["url"], "long_name": host},
            "meta_url": {"scheme": "https", "netloc": host, "hostname": host, "path": urlsplit(result["url"]).path},
        }

    def _atom(self, feed: dict[str, Any]) -> str:
        shape = "%Y-%m-%dT%H:%M:%SZ"
        entries = [
            _ENTRY.format(
                number=7_000_000_000_000_000_000 + place,
                title=html.escape(entry["title"], quote=False),
                link=html.escape(_REDIRECT + quote(entry["url"], safe=":/")),
                published=self._world.stamp(entry["minutes_ago"], shape),
                text=html.escape(entry["text"], quote=False),
            )
            for place, entry in enumerate(newest_first(feed["entries"]))
        ]
        title, newest = html.escape(feed["title"]), min(entry["minutes_ago"] for entry in feed["entries"])
        return _FEED.format(title=title, updated=self._world.stamp(newest, shape), entries="\n".join(entries))
