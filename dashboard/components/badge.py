"""A small coloured word. The colour only repeats what its icon and its text say."""

from __future__ import annotations

import re
from typing import Literal

Color = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray"]

_PLAIN = re.compile(r"[\w ,.:()'/+-]+")


def badge(words: str, *, icon: str, color: Color) -> str:
    """Return the badge as Streamlit Markdown; `icon` is a Material symbol's name.

    `words` must be our own (a label, a count): anything that Markdown could read as more than words is refused.
    """
    if not _PLAIN.fullmatch(words):
        raise ValueError("a badge holds plain words of our own, never a post's")
    return f":{color}-badge[:material/{icon}: {words}]"
