"""A whole post of a case: what a reader sees, with the words marked on which findings rest.

Pictures and clips are never shown or loaded, only named: their alt text and file names are words too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from dashboard.components.badge import badge
from dashboard.components.findings_list import findings_list, listed
from dashboard.components.highlighted_text import Mark, highlighted
from dashboard.components.moments import london
from dashboard.components.safe_html import safe
from dashboard.components.web_address import web_address
from data.records import Finding, Post
from data.words import Direction, Provenance, Where
from pipelines.case_views import CasePost


def post_card(entry: CasePost) -> None:
    """Show the post, then what detectors say of it and what they did not read."""
    findings = listed(entry.findings)
    with st.container(border=True):
        st.markdown(" ".join(_badges(entry)))
        st.html(post_html(entry.post, findings))
        if entry.post.url:
            web_address(entry.post.url, words="Open the post")
        if entry.post.report_url:
            st.caption("The platform's own page to report this post:")
            web_address(entry.post.report_url, words="Report it")
        st.markdown("**Why it is here**")
        findings_list(findings)
        if entry.unread:
            _not_read(entry)


def post_html(post: Post, findings: Sequence[Finding], *, masked: bool = False) -> str:
    """Return all that a reader of the post sees, as HTML; every piece of it is escaped.

    `masked`: outside a case, where no author is told.
    """
    return "".join(_parts(post, findings, masked=masked))


def _parts(post: Post, findings: Sequence[Finding], *, masked: bool) -> Iterator[str]:
    if post.title:
        yield f'<div class="gn-title" dir="auto">{_marked(post.title, Where.TITLE, findings)}</div>'
    yield f'<div class="gn-byline">{safe(_byline(post, masked=masked))}</div>'
    if post.text:
        yield (
            '<div class="gn-text" dir="auto" tabindex="0" role="group" aria-label="The text of the post">'
            f"{_marked(post.text, Where.TEXT, findings)}</div>"
        )
    else:
        yield '<div class="gn-hidden">The post has no words, or they are no longer kept.</div>'
    if post.repost_of:
        author = f" by {post.repost_of.author}" if post.repost_of.author else ""
        yield f'<div class="gn-repost"><div class="gn-byline">It repeats a post{safe(author)}:</div>'
        yield (
            '<div class="gn-text" dir="auto" tabindex="0" role="group" aria-label="The repeated post">'
            f"{_marked(post.repost_of.text, Where.REPOST, findings)}</div></div>"
        )
    for term, where, texts in (
        ("Hashtags", Where.HASHTAG, list(post.hashtags)),
        ("Alt text of pictures", Where.ALT_TEXT, [p.alt_text for p in post.images if p.alt_text]),
        ("Files of pictures and clips (not loaded)", Where.FILE, [p.file for p in post.images if p.file]),
    ):
        yield from _strings(term, texts, where, findings)


def _strings(term: str, texts: Sequence[str], where: Where, findings: Sequence[Finding]) -> Iterator[str]:
    if not texts:
        return
    # A finding names the kind of string, not which of several: with more than one, marking would be a guess.
    marked = findings if len(texts) == 1 else ()
    rows = "".join(
        f'<div class="gn-words" dir="auto" tabindex="0" role="group" aria-label="{safe(term)}">'
        f"{_marked(text, where, marked)}</div>"
        for text in texts
    )
    yield f'<div class="gn-term">{safe(term)}</div>{rows}'


def _marked(text: str, where: Where, findings: Sequence[Finding]) -> str:
    marks = [
        Mark(start, end, number, finding.label.label, finding.level)
        for number, finding in enumerate(findings, start=1)
        if finding.where is where and finding.level is not None
        for start, end in finding.spans
    ]
    return highlighted(text, marks)


def _byline(post: Post, *, masked: bool) -> str:
    parts = [] if masked else [f"By {post.author}" if post.author else "Author not given"]
    if post.account:
        parts.append(f"on our account {post.account}")
    parts.append(london(post.published_at) if post.published_at else "time not given")
    if post.rating is not None:
        parts.append(f"{post.rating:g} of 5 stars")
    return " · ".join(parts)


def _badges(entry: CasePost) -> Iterator[str]:
    yield badge(entry.post.platform.label, icon="public", color="gray")
    yield badge(entry.post.direction.label, icon="outbound", color="gray")
    if entry.post.on_own_post:
        yield badge("Under our own post", icon="reply", color="gray")
    if entry.sentiment and entry.post.direction is Direction.MENTION:
        yield badge(f"{entry.sentiment.label} towards the school", icon="sentiment_neutral", color="gray")
    if entry.post.provenance is Provenance.HANDED_IN:
        yield badge(entry.post.provenance.label, icon="back_hand", color="orange")
    if entry.versions > 1:
        yield badge(f"Edited, version {entry.versions}", icon="edit", color="violet")
    if entry.gone_at:
        yield badge(f"No longer seen since {london(entry.gone_at)}", icon="visibility_off", color="violet")


def _not_read(entry: CasePost) -> None:
    rows = "".join(f"<li>{safe(unread.detector)}: {safe(unread.why)}</li>" for unread in entry.unread)
    st.markdown(badge("Not read in part", icon="visibility_off", color="orange"))
    st.html(f'<ul class="gn-findings">{rows}</ul>')
