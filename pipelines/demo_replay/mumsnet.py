"""Mumsnet: thread pages in the recorded layout of 2019 with its declared count, and a robots.txt that opens them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.demo_replay.world import Answer, Asked, World, source_file

PAGE = 8
"""Fewer than the site's 25, so that the demo pages."""

_LONDON = ZoneInfo("Europe/London")
_THREAD = re.compile(r"/talk/([\w-]+)/(\d+)-[\w-]*", re.IGNORECASE)

_MESSAGE = """
<div class="post" data-post="{number}" id="{number}">
<div class="bar">
<div class="meta">
<a class="add_message" href="/signin?target={path}&amp;jumplink=add_message" rel="nofollow">Add message</a> |
<a class="report_post" href="/ReportTalkPost?topicid=1&amp;threadid={thread}&amp;msgid={number}">Report</a>
</div>
<span class="nickname">
<span class="nick" title="{nick}">{nick}</span>
</span>
<span class="post_time">{time}</span>
</div>
<div class="talk-post {first}message">
<p>{text}</p>
<div class="post-links"></div>
</div>
</div>"""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<title>{title} | Mumsnet</title>
<meta content="{link}" property="og:url"/>
<link href="{link}" rel="canonical"/>
</head>
<body class="logged-out mn-overrides">
<div class="message_pages">
<div class="pages">
<p>This is page {page} of {pages}\t(This thread has {count} messages.)</p>
<ul>{links}</ul>
<input name="messages" type="hidden" value="{size}"/>
</div>
</div>
<div id="thread_title">
<h1 class="thread_name">{title}</h1>
<span class="num_posts"> ({count} Posts) </span>
</div>
<div id="posts">{messages}
</div>
</body>
</html>
"""


class MumsnetReplay:
    """Answers for Mumsnet."""

    def __init__(self, world: World) -> None:
        """Keep the threads by their number."""
        self._world = world
        self._threads: dict[str, Mapping[str, Any]] = {
            thread["id"]: thread for thread in source_file("mumsnet")["threads"]
        }

    def answer(self, asked: Asked) -> Answer | None:
        """Return Mumsnet's page, or None when the request is not one for Mumsnet."""
        if asked.path == "/robots.txt":
            return Answer("User-agent: *\nDisallow: /signin\nDisallow: /ReportTalkPost\n", kind="text/plain")
        found = _THREAD.fullmatch(asked.path)
        if found is None:
            return None
        thread = self._threads.get(found[2])
        if thread is None:
            return Answer("<html><title>Page not found | Mumsnet</title><h1>404</h1></html>", 404)
        wanted = asked.query.get("pg") or asked.query.get("page") or "1"
        return Answer(self._page(thread, int(wanted)))

    def _page(self, thread: Mapping[str, Any], page: int) -> str:
        messages: Sequence[Mapping[str, Any]] = thread["messages"]
        pages = -(-len(messages) // PAGE)
        name = f"{thread['id']}-{thread['slug']}"
        shown = list(enumerate(messages))[(page - 1) * PAGE : page * PAGE]
        onward = f'<li><a href="{name}?pg={page + 1}" title="Next page">Next</a></li>' if page < pages else ""
        return _PAGE.format(
            title=html.escape(thread["title"]),
            link=f"https://www.mumsnet.com/talk/{thread['topic']}/{name}",
            count=len(messages),
            size=PAGE,
            page=page,
            pages=pages,
            links=onward,
            messages="".join(self._message(thread, place, message) for place, message in shown),
        )

    def _message(self, thread: Mapping[str, Any], place: int, message: Mapping[str, Any]) -> str:
        moment = self._world.at(message["minutes_ago"]).astimezone(_LONDON)
        return _MESSAGE.format(
            number=f"{thread['id']}{place:03d}",
            thread=thread["id"],
            path=f"/talk/{thread['topic']}/{thread['id']}",
            nick=html.escape(message["by"]),
            time=moment.strftime("%a %d-%b-%y %H:%M:%S"),
            first="" if place else "original-first-post ",
            text=html.escape(message["text"], quote=False).replace("\n", "<br/>"),
        )
