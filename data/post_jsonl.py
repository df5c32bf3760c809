"""Reads and writes posts as JSON lines, the form in which posts are handed in and out (DESIGN.md section 4).

Every value is checked; an error names the line and the field and never repeats what stood there. Optional fields may
be absent or null. `pupil_ids` absent means that nobody has said who is in the picture; an empty list declares nobody.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from data.errors import InputError
from data.hashtags import hashtags_in
from data.records import Picture, Post, Repost
from data.words import Direction, Platform

T = TypeVar("T")
W = TypeVar("W", Platform, Direction)

UNSTORABLE: Final = re.compile("[\ud800-\udfff\x00]")
"""Half surrogates and NUL: no UTF-8 file and no PostgreSQL column can hold them."""


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that is no post: its number (from 1) and a sentence that says why, without its content."""

    line: int
    why: str


def read_objects(lines: Iterable[bytes | str]) -> Iterator[tuple[int, Mapping[str, Any]] | BrokenLine]:
    """Yield each line's number and JSON object, or what is wrong with the line; blank lines are passed over.

    `lines` is a file opened in binary mode, or any lines; one line is held at a time.
    """
    for number, line in enumerate(lines, start=1):
        try:
            text = _decoded(line, first=number == 1).strip()
            if not text:
                continue
            content = json.loads(text)
        except UnicodeDecodeError:
            yield BrokenLine(number, f"line {number}: not UTF-8; save the file as UTF-8")
        except (ValueError, RecursionError) as error:
            where = f" (column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
            yield BrokenLine(number, f"line {number}: not JSON{where}; write one JSON object a line")
        else:
            if isinstance(content, Mapping):
                yield number, content
            else:
                yield BrokenLine(number, f"line {number}: not a JSON object; write one post a line, between {{ and }}")


def read_posts(lines: Iterable[bytes | str]) -> Iterator[Post | BrokenLine]:
    """Yield each line as a post, in order, or what is wrong with it; the lines after a broken one are read."""
    for found in read_objects(lines):
        if isinstance(found, BrokenLine):
            yield found
            continue
        number, content = found
        try:
            yield post_from_json(content, line=number)
        except InputError as error:
            yield BrokenLine(number, str(error))


def post_from_json(content: object, *, line: int | None = None) -> Post:
    """Return the post in a JSON object; unknown keys are passed over, and hashtags left out are found in the text.

    Raises `InputError` that names the line (when given) and the field.
    """
    if not isinstance(content, Mapping):
        raise InputError(f"{_place(line)}not a JSON object")
    fields = _Fields(content, _place(line))
    text = fields.required("text", _text)
    hashtags = fields.optional("hashtags", _texts)
    return Post(
        id=fields.required("id", _filled),
        platform=fields.required("platform", _one_of(Platform)),
        text=text,
        direction=fields.optional("direction", _one_of(Direction)) or Direction.MENTION,
        account=fields.optional("account", _text),
        url=fields.optional("url", _text),
        title=fields.optional("title", _text),
        author=fields.optional("author", _text),
        published_at=fields.optional("published_at", _moment),
        edited_at=fields.optional("edited_at", _moment),
        rating=fields.optional("rating", _number),
        on_own_post=fields.optional("on_own_post", _truth) or False,
        hashtags=hashtags_in(text) if hashtags is None else hashtags,
        repost_of=fields.optional("repost_of", _repost),
        images=fields.optional("images", _pictures) or (),
        thread=fields.optional("thread", _text),
        report_url=fields.optional("report_url", _text),
    )


def post_to_json(post: Post) -> dict[str, Any]:
    """Return the JSON object of a post: every field of DESIGN.md, and those beyond it that the platform gave."""
    repost = post.repost_of
    content: dict[str, Any] = {
        "id": post.id,
        "platform": post.platform.value,
        "direction": post.direction.value,
        "account": post.account,
        "url": post.url,
        "title": post.title,
        "text": post.text,
        "author": post.author,
        "published_at": _written(post.published_at),
        "rating": post.rating,
        "on_own_post": post.on_own_post,
        "hashtags": list(post.hashtags),
        "repost_of": None if repost is None else {"author": repost.author, "text": repost.text},
        "images": [_picture_to_json(picture) for picture in post.images],
    }
    beyond = {"edited_at": _written(post.edited_at), "thread": post.thread, "report_url": post.report_url}
    return content | {name: value for name, value in beyond.items() if value is not None}


def post_line(post: Post) -> str:
    """Return the post as one line of JSON, without the line break."""
    return json.dumps(post_to_json(post), ensure_ascii=False)


def storable(text: str) -> str:
    """Return the text with each character that no store can hold replaced by one other, so that spans still count."""
    return UNSTORABLE.sub("\ufffd", text)


class _Fields:
    """The fields of one object, each read by a function that raises `ValueError` with what it should be."""

    def __init__(self, content: Mapping[str, Any], place: str) -> None:
        self._content = content
        self._place = place

    def required(self, name: str, read: Callable[[Any], T]) -> T:
        if self._content.get(name) is None:
            raise InputError(f'{self._place}"{name}" is missing')
        return self._read(name, read)

    def optional(self, name: str, read: Callable[[Any], T]) -> T | None:
        return None if self._content.get(name) is None else self._read(name, read)

    def _read(self, name: str, read: Callable[[Any], T]) -> T:
        try:
            return read(self._content[name])
        except InputError as error:  # a field inside this one
            raise InputError(f'{self._place}"{name}": {error}') from error
        except (ValueError, TypeError, OverflowError) as error:
            raise InputError(f'{self._place}"{name}" must be {error}') from error


def _place(line: int | None) -> str:
    return "" if line is None else f"line {line}: "


def _decoded(line: bytes | str, *, first: bool) -> str:
    text = line.decode("utf-8") if isinstance(line, bytes) else line
    return text.removeprefix("\ufeff") if first else text


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")  # noqa: TRY004 - one kind of error for every wrong value
    return storable(value)


def _one_of(words: type[W]) -> Callable[[Any], W]:
    def read(value: Any) -> W:
        if value not in list(words):
            raise ValueError(f"one of: {', '.join(words)}")
        return words(value)

    return read


def _filled(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text that is not empty")
    return storable(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise ValueError("a list of texts")
    return tuple(storable(part) for part in value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 - as above
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("a number")
    return float(value)


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return aware.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError('a time such as "2026-11-09T08:30:00Z"; without a zone it is read as UTC') from error


def _repost(value: Any) -> Repost:
    fields = _Fields(_object(value), "")
    return Repost(text=fields.required("text", _text), author=fields.optional("author", _text))


def _pictures(value: Any) -> tuple[Picture, ...]:
    if not isinstance(value, list):
        raise ValueError("a list")  # noqa: TRY004 - as above
    return tuple(_picture(part) for part in value)


def _picture(value: Any) -> Picture:
    fields = _Fields(_object(value), "")
    return Picture(
        file=fields.required("file", _text),
        alt_text=fields.optional("alt_text", _text),
        pupil_ids=fields.optional("pupil_ids", _texts),
        kind=fields.optional("kind", _kind) or "image",
    )


def _kind(value: Any) -> str:
    if value not in ("image", "video"):
        raise ValueError("one of: image, video")
    return str(value)


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("a JSON object")  # noqa: TRY004 - as above
    return value


def _picture_to_json(picture: Picture) -> dict[str, Any]:
    content: dict[str, Any] = {"file": picture.file, "alt_text": picture.alt_text}
    if picture.pupil_ids is not None:
        content["pupil_ids"] = list(picture.pupil_ids)
    if picture.kind != "image":
        content["kind"] = picture.kind
    return content


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
