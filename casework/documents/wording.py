"""What templates are given: the case's facts in words, and a platform's text cut to its form."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from casework.documents import letters
from casework.documents.facts import CaseFacts, london
from casework.documents.masking import Masker
from casework.playbook import Route
from data.errors import InputError

_BREACH_CLOCK = timedelta(hours=72)


def letter_values(facts: CaseFacts) -> dict[str, Any]:
    """Return what every template may use."""
    posts = [
        {
            "url": post.url,
            "platform": post.platform_name,
            "published": london(post.published_at),
            "seen": london(post.seen_at),
            "text": post.text,
            "page": post.title or "[page]",
            "revision": facts.said("revision", "[revision number, from the diff's address]"),
        }
        for post in facts.posts
    ]
    return {
        "school": {"name": facts.school_name, "town": facts.town},
        "case_reference": facts.reference,
        "category": facts.ground.label,
        "safeguarding": facts.safeguarding,
        "minors": facts.minors,
        "post": posts[0],
        "posts": posts,
        "sender_role": facts.sender_role,
        "hours_end": london(facts.opened_at + _BREACH_CLOCK),
        "access": "; ".join(f"{london(at)} {who}" for at, who, _ in facts.access) or "nobody yet",
        **facts.given,
    }


def platform_text(facts: CaseFacts, route: Route, masker: Masker, *, templates: Path) -> str:
    """Return the text for a platform's form, within its limit: what can be spared is left out first."""
    values = {
        **letter_values(facts),
        "posted": london(facts.posts[0].published_at),
        "rule": facts.said("rule", facts.ground.label),
        "affected": facts.said("affected", facts.subject.label),
        "wanted": facts.said("wanted", "removal of the post"),
        "prior_reference": next((r.reference for r in facts.requests if r.reference), ""),
    }
    text = ""
    for spared in ("", "prior_reference", "rule", "posted", "affected", "wanted"):
        values |= {spared: ""}
        text = letters.as_text(letters.render("t04_platform", values, masker=masker, templates=templates)).strip()
        if route.text_limit is None or len(text) <= route.text_limit:
            return text
    raise InputError(
        f"the text has {len(text)} characters and this form takes {route.text_limit}: shorten your t04_platform.txt"
    )
