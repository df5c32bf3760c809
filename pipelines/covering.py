"""Covers slurs in a post's words for whoever prefers not to read them; every string keeps its length, so marks hold."""

from __future__ import annotations

from dataclasses import replace

from classifiers.lexicon import pattern
from data.records import Post

COVER = "\u2022"


def covered(text: str) -> str:
    """Return the text with each slur's letters but the first covered."""
    return pattern("abuse", "hate.rows").sub(lambda found: found[0][:1] + COVER * (len(found[0]) - 1), text)


def without_slurs(post: Post) -> Post:
    """Return the post with the slurs covered in everything of it that is shown."""
    return replace(
        post,
        text=covered(post.text),
        title=covered(post.title) if post.title else post.title,
        hashtags=tuple(covered(tag) for tag in post.hashtags),
        repost_of=replace(post.repost_of, text=covered(post.repost_of.text)) if post.repost_of else None,
        images=tuple(
            replace(image, alt_text=covered(image.alt_text)) if image.alt_text else image for image in post.images
        ),
    )
