"""Looks at messages on Mumsnet again, on the page of the thread where each stood; by permission only.

A message taken down leaves a note in its place ("Message deleted by MNHQ", "Message withdrawn at poster's request"; not
verified on a recording). A page that cannot be read, a wall, a 404, or a message that is not where it stood: unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urldefrag

from collectors.base import Rechecked, SourceRefused, UnexpectedFormat, seen_again
from collectors.http import NOT_FOUND, HttpClient
from collectors.links import decoded_text
from collectors.mumsnet_layouts import Message, read_message
from collectors.mumsnet_pages import read_page, thread_number
from data.records import Post
from data.removal_words import Found

_BY_MODERATORS = re.compile(
    r"\W*(?:this )?(?:message|post)(?: has been)? (?:deleted|removed) by (?:mnhq|mumsnet)\b", re.IGNORECASE
)
_BY_AUTHOR = re.compile(
    r"\W*(?:this )?(?:message|post)(?: has been)? (?:withdrawn|deleted|removed) (?:at|by) (?:the )?(?:poster|author)",
    re.IGNORECASE,
)
_NOTE_IS_SHORTER_THAN = 300


def recheck_mumsnet(posts: Sequence[Post], http: HttpClient) -> Iterator[Rechecked]:
    """Yield what each message's page says of it; our own pace may end this early with `RateLimited`."""
    by_page: dict[str, list[Post]] = {}
    for post in posts:
        by_page.setdefault(urldefrag(post.url or "").url, []).append(post)
    for address, asked in by_page.items():
        if thread_number(address) is None:
            yield from (Rechecked(post.id, Found.UNKNOWN, "its address is no thread of Mumsnet") for post in asked)
            continue
        try:
            messages = _messages(http, address)
        except (SourceRefused, UnexpectedFormat) as error:
            yield from (Rechecked(post.id, Found.UNKNOWN, str(error)) for post in asked)
            continue
        for post in asked:
            message = messages.get(post.id)
            if message is None:
                yield Rechecked(post.id, Found.UNKNOWN, "the message is not on the page where it stood")
            else:
                yield _judged(post, message)


def _messages(http: HttpClient, address: str) -> dict[str, Message]:
    answer = http.request("GET", address)
    if answer.status_code in NOT_FOUND:
        raise UnexpectedFormat(f"the thread's page is not there (HTTP {answer.status_code}); Mumsnet does not say why")
    http.checked(answer)
    came_from = str(answer.request.url)
    if thread_number(came_from) != thread_number(address):
        raise UnexpectedFormat("its address leads to another page")
    page = read_page(decoded_text(answer.content, answer.headers.get("content-type")), asked=came_from)
    found = {}
    for ordinal, markup in enumerate(page.messages, start=1):
        message = read_message(page.layout, markup, seen_at=http.now())
        found[f"{page.thread}/{message.number or f'p{page.number}-{ordinal}'}"] = message
    return found


def _judged(post: Post, message: Message) -> Rechecked:
    if len(message.text) < _NOTE_IS_SHORTER_THAN:
        if _BY_MODERATORS.match(message.text):
            return Rechecked(post.id, Found.REMOVED_BY_MODERATORS, "Mumsnet's note stands in its place")
        if _BY_AUTHOR.match(message.text):
            return Rechecked(post.id, Found.GONE_BY_AUTHOR, "the note in its place says that its poster withdrew it")
    return seen_again(post, message.text)
