"""What Goodname never does in an error: repeat what somebody wrote, whatever is broken in a platform's answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from damage import ODD_VALUES

from collectors.base import CollectorError
from collectors.registry import collector_class, known
from data.errors import InputError
from data.records import RawItem, RawPage
from pipelines.document import ROOT
from pipelines.parse import recorded

PAYLOADS = ROOT / "tests" / "payloads"
MARK = "Tilda Wren of Kestrels"
MARKS: tuple[Any, ...] = (MARK, [MARK], {"text": MARK}, {MARK: 1}, f"https://{MARK}/", f"2026-13-45T{MARK}")


def real_items(key: str) -> Iterator[RawItem]:
    """Yield the first items of each recorded page."""
    kind = collector_class(key)
    if key == "manual":
        text = "Somebody said something about Larkmere Primary"
        yield RawItem(key, {"id": "1", "platform": "x", "text": text, "images": [{"file": "a.jpg"}], "rating": 5})
    for body in pages_of(key):
        try:
            yield from list(kind.split(RawPage(key, body)))[:2]
        except CollectorError:
            continue


def pages_of(key: str) -> Iterator[Any]:
    for path in sorted((PAYLOADS / key).glob("*.*")):
        try:
            yield from [answer.body for answer in recorded(path.read_bytes())]
        except InputError:
            continue


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inner:
        yield from places(part, (*path, step))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = changed(copy[path[0]], path[1:], new)
    return copy


def words_in(value: Any) -> set[str]:
    """Return what people wrote in `value`: every text with a space in it, and of HTML every text between tags."""
    if isinstance(value, str):
        texts = re.split(r"<[^>]*>", value) if "<" in value else [value]
        return {text.strip() for text in texts if " " in text and len(text) > 7}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*(words_in(part) for part in inner))


def error_of(key: str, item: RawItem) -> str:
    try:
        collector_class(key).parse(item)
    except CollectorError as error:
        return f"{error} {error.__cause__ or ''}" if isinstance(error.__cause__, CollectorError) else str(error)
    return ""


def split_error(key: str, page: Any) -> str:
    try:
        collector_class(key).split(RawPage(key, page))
    except CollectorError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("key", known())
def test_no_error_repeats_a_value_of_the_item(key: str) -> None:
    errors = 0
    for item in real_items(key):
        theirs = words_in(item.payload)
        for path in places(item.payload):
            for new in (*ODD_VALUES, *MARKS):
                said = error_of(key, RawItem(key, changed(item.payload, path, new), item.context))
                errors += bool(said)
                assert MARK not in said, (path, said)
                assert not any(word in said for word in theirs), (path, said)
    assert errors


@pytest.mark.parametrize("key", known())
def test_no_error_repeats_a_value_of_the_page(key: str) -> None:
    for page in list(pages_of(key))[:4]:
        theirs = words_in(page)
        for path in list(places(page))[:120]:
            for new in MARKS:
                said = split_error(key, changed(page, path, new))
                assert MARK not in said, (path, said)
                assert not any(word in said for word in theirs), (path, said)
