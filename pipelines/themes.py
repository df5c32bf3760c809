"""What people write about, by fixed lists of words; never by who writes, never about a person, a union or a belief.

DESIGN 5.2 forbids a theme about a union, strike, protest, campaign, religion or political view. The themes are a closed
list, so none can arise; a post that speaks of such a matter is left out of every theme and is no example.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from casework.permissions import visible_categories
from data.store import mentions
from data.store.mentions import Said
from data.words import Label, Platform, Role, Sentiment
from pipelines.audit_record import needs_role
from pipelines.home import Home
from pipelines.reputation import OPENS
from pipelines.seeing import roles_of
from pipelines.shown import record_shown

LOOKS_BACK = timedelta(days=28)
AT_MOST = 2_000
EXAMPLES = 2
_EXCERPT = 220
_HANDLE = re.compile(r"(?<!\w)(?:@[\w.]+|/?u/[\w-]+)")


@dataclass(frozen=True, slots=True)
class Theme:
    """A fixed list of words under a name."""

    key: str
    name: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """The beginning of a post that is in no case, with handles masked."""

    post_id: int
    platform: Platform
    sentiment: Sentiment
    words: str


@dataclass(frozen=True, slots=True)
class Heard:
    """How often a theme was written about, and how. `examples` only for roles that read posts."""

    theme: Theme
    posts: int
    positive: int
    negative: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes that were heard, the most frequent first, in `read` posts; `cut`: whether there were more."""

    heard: tuple[Heard, ...]
    read: int
    cut: bool
    may_read: bool


def themes(*, home: Home, viewer: str) -> Themes:
    """Return the themes of the last four weeks; raise `InputError` for a role without this page."""
    with home.store.reading() as session:
        needs_role(session, home, viewer, OPENS, "see the themes")
        may_read = reads_posts(roles_of(session, home, viewer))
        said = mentions.words_since(session, home.school_id, begin=home.clock() - LOOKS_BACK, limit=AT_MOST)
    return Themes(tuple(_heard(said, may_read=may_read)), len(said), len(said) == AT_MOST, may_read)


def note_examples_seen(*, home: Home, viewer: str, post_ids: Collection[int]) -> None:
    """Record that `viewer` was shown the beginnings of these posts."""
    record_shown(home=home, viewer=viewer, action="posts:read", of="posts", shown=post_ids, reason="themes")


def reads_posts(roles: Iterable[Role]) -> bool:
    """Say whether somebody with these roles reads what others write about the school."""
    return Label.ABUSIVE in visible_categories(roles)


@cache
def known_themes() -> tuple[Theme, ...]:
    """Return every theme there is."""
    return tuple(Theme(entry["key"], entry["name"], tuple(entry["cues"])) for entry in _content()["themes"])


@cache
def never_words() -> tuple[str, ...]:
    """Return the words that keep a post out of every theme."""
    return tuple(word for group in _content()["never"].values() for word in group)


def themes_of(text: str) -> tuple[str, ...]:
    """Return the keys of the themes of `text`, none at all where it speaks of what no theme may be about."""
    plain = text.replace("\u2019", "'")
    if _pattern(never_words()).search(plain):
        return ()
    return tuple(theme.key for theme in known_themes() if _pattern(theme.cues).search(plain))


def _heard(said: Sequence[Said], *, may_read: bool) -> list[Heard]:
    by_theme: dict[str, list[Said]] = {}
    for post in said:
        for key in themes_of(post.text):
            by_theme.setdefault(key, []).append(post)
    found = [
        Heard(
            theme=theme,
            posts=len(posts),
            positive=sum(post.sentiment is Sentiment.POSITIVE for post in posts),
            negative=sum(post.sentiment is Sentiment.NEGATIVE for post in posts),
            examples=tuple(_example(post) for post in posts if not post.in_case)[:EXAMPLES] if may_read else (),
        )
        for theme in known_themes()
        if (posts := by_theme.get(theme.key))
    ]
    return sorted(found, key=lambda heard: (-heard.posts, heard.theme.name))


def _example(post: Said) -> Example:
    words = _HANDLE.sub("@…", " ".join(post.text.split()))
    return Example(
        post.post_id, post.platform, post.sentiment, words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…"
    )


@cache
def _pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    parts = (re.escape(cue.rstrip("*")) + ("" if cue.endswith("*") else r"(?!\w)") for cue in cues)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})", re.IGNORECASE)


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((files("data") / "reference" / "themes.toml").read_text(encoding="utf-8"))
