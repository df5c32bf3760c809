"""Every way to break one value of a recorded body: what a platform may send on its worst day."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

ODD_VALUES: tuple[Any, ...] = (None, True, 0, -1, "", "odd", [], [None], {}, {"odd": "odd"})


def damaged(body: Any) -> Iterator[tuple[str, Any]]:
    """Yield (where and what, body) for each value of `body` replaced by each odd value, and for each key left out."""
    for path in _paths(body):
        for odd in ODD_VALUES:
            yield f"{path} = {odd!r}", _replaced(body, path, odd)
        if isinstance(path[-1], str):
            yield f"{path} left out", _without(body, path)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from _paths(inner, (*path, key))


def _replaced(body: Any, path: tuple[Any, ...], odd: Any) -> Any:
    whole = copy.deepcopy(body)
    _holder(whole, path)[path[-1]] = copy.deepcopy(odd)
    return whole


def _without(body: Any, path: tuple[Any, ...]) -> Any:
    whole = copy.deepcopy(body)
    del _holder(whole, path)[path[-1]]
    return whole


def _holder(whole: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        whole = whole[key]
    return whole
