"""Finds the hashtags of a text, for platforms and files that do not list them apart."""

from __future__ import annotations

import re

_HASHTAG = re.compile(r"(?<![\w&/#\uFF03])[#\uFF03](\w*[^\W\d_]\w*)")


def hashtags_in(text: str) -> tuple[str, ...]:
    """Return the hashtags of `text` in order, each once, without the sign.

    Digits alone make none, nor do the end of a web address (`a.example/#b`) and an entity (`&#39;`).
    """
    return tuple(dict.fromkeys(_HASHTAG.findall(text)))
