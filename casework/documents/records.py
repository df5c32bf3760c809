"""The evidence record as a document: what was seen, where, when, by whom, rendered from the store."""

from __future__ import annotations

from casework.documents.blocks import Document, Grid, Lines, Pairs, Quote, Section
from casework.documents.facts import CaseFacts, london


def evidence(facts: CaseFacts, hashes: tuple[tuple[str, str], ...]) -> Document:
    """Return the record of a case's posts; `hashes` are (file, SHA-256) of the items it was rendered from."""
    sections = []
    for number, post in enumerate(facts.posts, 1):
        about = [("Address", post.url), ("Platform", post.platform_name), ("Posted by", post.poster)]
        about += [("Above it", post.title)] if post.title else []
        about += [
            ("Posted", london(post.published_at)),
            ("Collected", london(post.seen_at)),
            ("How it came", "collected from the source" if post.verified else "handed in, not verified"),
        ]
        about += [(state.label, london(at)) for state, at in post.states]
        words = Quote(post.text or "The words are not kept.", "Text as collected")
        sections.append(Section(f"Post {number}", (Pairs(tuple(about)), words)))
    viewed = tuple((london(at), who, what) for at, who, what in facts.access) or (("", "nobody yet", ""),)
    return Document(
        title="Evidence record",
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        ask="Rendered from what was collected. No page was opened, and no picture or video is kept.",
        glance=(("Captured", london(facts.now)), ("Captured by", facts.sender_role), ("Posts", str(len(facts.posts)))),
        sections=(
            *sections,
            Section("Who had access before", (Grid(("When", "Who", "What"), viewed, (4, 4, 5)),)),
            Section("SHA-256 of the items as received", (Grid(("Item", "SHA-256"), hashes, (2, 7)),)),
            Section(
                "How to verify",
                (
                    Lines(
                        (
                            "The manifest lists this file and every item with its SHA-256.",
                            "Each record's link holds the link before it, and is signed with the school's ed25519 key.",
                            "`goodname evidence verify` checks the whole chain.",
                        )
                    ),
                ),
            ),
        ),
    )
