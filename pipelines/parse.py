"""Maps a response body, or a recorded exchange, to posts: `goodname parse`. Nothing is asked and nothing is stored.

A recording is JSON with `interactions` (request, response with status, headers, body), or with one list of objects that
each have `status` and `body`. Anything else is one body: JSON, or the text of a web page or a feed.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from collectors.base import Collector, CollectorError, UnexpectedFormat
from collectors.http import HttpClient
from collectors.links import decoded_text
from collectors.registry import collector_class
from data.errors import InputError
from data.post_jsonl import BrokenLine, read_posts
from data.records import Post, RawPage

NO_POSTS = "not a post payload"
DONE, SOME_FAILED, UNREADABLE = 0, 1, 2
NOBODY_KNOWS = datetime(1970, 1, 1, tzinfo=UTC)
"""When a recording was made; only what it says to wait is counted from it."""


@dataclass(frozen=True, slots=True)
class ParseOutcome:
    """What a file held. `errors` are lines for standard error; `notes` of them do not count as failures."""

    posts: tuple[Post, ...] = ()
    errors: tuple[str, ...] = ()
    notes: int = 0
    pages: int = 0
    """Bodies that were read as what they should be; one that says that it is empty is read too."""

    @property
    def exit_code(self) -> int:
        """0: posts, or said to be empty, and no failure; 1: some read, some failed; 2: nothing could be read."""
        if not (self.posts or (self.pages and len(self.errors) == self.notes)):
            return UNREADABLE
        return SOME_FAILED if len(self.errors) > self.notes else DONE


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer in a file; `place` says which, where there are several."""

    body: Any
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    place: str = ""


def parse_file(source_key: str, data: bytes) -> ParseOutcome:
    """Return the posts in a file's bytes and what could not be read.

    Raises `InputError` for a word that is no source, and `NotConfigured` for a source that has no collector.
    """
    kind = collector_class(source_key)
    if getattr(kind, "reads_lines", False):
        return _from_lines(data)
    try:
        answers = list(recorded(data))
    except InputError as error:
        return ParseOutcome(errors=(str(error),))
    outcomes = [_from_answer(kind, answer, alone=len(answers) == 1) for answer in answers]
    return ParseOutcome(
        posts=tuple(post for outcome in outcomes for post in outcome.posts),
        errors=tuple(error for outcome in outcomes for error in outcome.errors),
        notes=sum(outcome.notes for outcome in outcomes),
        pages=sum(outcome.pages for outcome in outcomes),
    )


def recorded(data: bytes) -> Iterator[Recorded]:
    """Yield each answer in a file. Raises `InputError` for an empty file, broken JSON, or bytes that are no text."""
    content = decoded(data)
    interactions = content.get("interactions") if isinstance(content, Mapping) else None
    if isinstance(interactions, list):
        if not interactions:
            raise InputError("the recording holds no interactions")
        for number, interaction in enumerate(interactions, start=1):
            response = interaction.get("response") if isinstance(interaction, Mapping) else None
            yield _answer(response, f"interaction {number}")
        return
    listed = _bodies_in(content)
    for number, response in enumerate(listed or (), start=1):
        yield _answer(response, f"answer {number}")
    if listed is None:
        yield Recorded(content)


def decoded(data: bytes) -> Any:
    """Return the JSON in `data`, or its text when it is a web page or a feed.

    Raises `InputError` for an empty file, for JSON that breaks off, and for what is neither.
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise InputError("the file is empty")
    if decoded_text(data).lstrip("\ufeff \t\r\n")[:1] == "<":
        return decoded_text(data)
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"neither JSON nor a web page or feed: as JSON it is broken at {where}") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8: byte {error.start + 1} belongs to no character; save the file as UTF-8"
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError("JSON that is nested too deeply or holds a number that is too long") from error


def _from_answer(kind: type[Collector], answer: Recorded, *, alone: bool) -> ParseOutcome:
    where = f"{answer.place}: " if answer.place else ""
    try:
        if answer.body is None:
            raise UnexpectedFormat(f"{NO_POSTS}: an answer without a body")
        refused = _refusal(kind, answer)
        if refused is not None:
            raise refused
        items = kind.split(RawPage(kind.key, answer.body))
    except CollectorError as error:
        is_note = not alone and isinstance(error, UnexpectedFormat) and str(error).startswith(NO_POSTS)
        return ParseOutcome(errors=(f"{where}{_line(error)}",), notes=int(is_note))
    posts, errors = [], []
    for number, item in enumerate(items, start=1):
        try:
            posts.append(kind.parse(item))
        except CollectorError as error:
            errors.append(f"{where}item {number}: {_line(error)}")
    return ParseOutcome(tuple(posts), tuple(errors), pages=1)


def _refusal(kind: type[Collector], answer: Recorded) -> CollectorError | None:
    """Return the error that a status other than a good one stands for; the body's own word wins when it has one."""
    if answer.status is None or answer.status // 100 == 2:  # noqa: PLR2004 - 2xx
        return None
    try:
        kind.split(RawPage(kind.key, answer.body))
    except CollectorError as error:
        said: CollectorError | None = error
    else:
        said = None
    if said is not None and type(said) is not UnexpectedFormat:
        return said
    response = httpx.Response(
        answer.status, headers=dict(answer.headers), request=httpx.Request("GET", f"https://{kind.key}.recorded")
    )
    client = HttpClient(clock=lambda: NOBODY_KNOWS)
    try:
        client.checked(response)
    except CollectorError as error:
        return said if said is not None and type(error) is UnexpectedFormat and not _is_note(said) else error
    finally:
        client.close()
    return said


def _from_lines(data: bytes) -> ParseOutcome:
    found = list(read_posts(io.BytesIO(data)))
    posts = tuple(entry for entry in found if not isinstance(entry, BrokenLine))
    errors = tuple(entry.why for entry in found if isinstance(entry, BrokenLine))
    return ParseOutcome(posts, errors if found else ("the file is empty",), pages=int(bool(posts)))


def _bodies_in(content: Any) -> list[Any] | None:
    """Return the one list of objects with `status` and `body` in a recording of another shape."""
    lists = [value for value in content.values() if isinstance(value, list)] if isinstance(content, Mapping) else []
    for value in lists:
        if value and all(isinstance(entry, Mapping) and {"status", "body"} <= entry.keys() for entry in value):
            return value
    return None


def _answer(response: Any, place: str) -> Recorded:
    if not isinstance(response, Mapping) or "body" not in response:
        raise InputError(f"{place} has no response with a body")
    status, headers, body = response.get("status"), response.get("headers"), response["body"]
    if isinstance(body, str) and body.lstrip()[:1] in ("{", "["):
        with suppress(ValueError, RecursionError):  # then it is the text it is, and the collector says what that is
            body = json.loads(body)
    return Recorded(
        body=body,
        status=status if isinstance(status, int) and 100 <= status <= 599 else None,  # noqa: PLR2004 - HTTP's range
        headers={str(name): str(value) for name, value in headers.items()} if isinstance(headers, Mapping) else {},
        place=place,
    )


def _line(error: CollectorError) -> str:
    return f"{type(error).__name__}: {error}"


def _is_note(error: CollectorError) -> bool:
    return str(error).startswith(NO_POSTS)
