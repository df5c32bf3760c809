"""What an audit of our own posts counted, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

NAMES: Mapping[str, str] = {
    "read": "Posts read",
    "breaches": "Findings against our rules",
    "holds": "Findings that hold a post",
    "advice": "Advice",
    "to_take_down": "Published posts to take down",
    "open_breaches": "Breaches without an outcome",
    "clips_not_examined": "Clips not examined",
    "not_read": "Posts not read in part",
    "expired_unread": "Posts gone before they were read",
    "profiles_not_seen": "Profiles and stories to look at yourself",
}
"""In the order shown. `findings`, the sum of all, is left out: it is no number to act on."""


def audit_counts(counts: Mapping[str, int], *, only: Collection[str] = tuple(NAMES)) -> list[tuple[str, int]]:
    """Return what was counted with its words, what was never counted left out."""
    return [(words, counts[key]) for key, words in NAMES.items() if key in counts and key in only]
