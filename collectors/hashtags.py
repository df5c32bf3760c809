"""Finds the hashtags of a text, for platforms that do not list them apart."""

from __future__ import annotations

import re

_HASHTAG = re.compile(r"(?<![\w&/])[#\uFF03](\w*[^\W\d_]\w*)")


def hashtags_in(text: str) -> tuple[str, ...]:
    """Return the hashtags of `text` in order, each once, without the sign; digits alone make none."""
    return tuple(dict.fromkeys(_HASHTAG.findall(text)))
