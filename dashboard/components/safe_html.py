"""Turns any text into HTML that shows it and does nothing else. Every piece of a post goes through here."""

from __future__ import annotations

import html
import re

_BIDI = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BIDI_CONTROLS = re.compile(f"[{''.join(_BIDI)}]")


def safe(text: str) -> str:
    """Return `text` as HTML.

    A control that turns the reading direction is shown by its name instead of being obeyed, so that no post can
    re-order the words around it; other control characters and lone surrogates become U+FFFD.
    """
    shown = html.escape(_UNSEEN.sub("\ufffd", text))
    return _BIDI_CONTROLS.sub(lambda found: f'<span class="gn-control">{_BIDI[found[0]]}</span>', shown)


def paragraph(text: str, *, kind: str = "gn-text") -> str:
    """Return `text` as a block of its own, in its own reading direction. `kind` is a class of `style.css`."""
    return f'<div class="{kind}" dir="auto">{safe(text)}</div>'
