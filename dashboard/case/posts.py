"""The posts of a case with their words marked, the conversation around the first, and cases like this one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import desk
from dashboard.case.long_list import shown
from dashboard.components.badge import badge
from dashboard.components.moments import london
from dashboard.components.post_card import post_card
from dashboard.components.safe_html import safe
from pipelines.case_desk import CaseDesk, Context, Standing
from pipelines.case_views import CaseView
from pipelines.covering import covered, without_slurs
from pipelines.preferences import preferences


def posts(view: CaseView, around: CaseDesk) -> None:
    """Show them."""
    covers = preferences(home=desk.home(), viewer=desk.viewer()).hide_slurs
    if covers:
        covers = not st.toggle("Show slurs as written", key=f"as-written-{view.summary.reference}")
    st.header("Posts" if len(view.posts) > 1 else "The post")
    standing = {one.number: one for one in around.standings}
    for number, entry in enumerate(shown(view.posts, key=f"all-posts-{view.summary.reference}"), start=1):
        if len(view.posts) > 1:
            st.caption(f"Post {number}")
        _state(standing.get(number))
        post_card(replace(entry, post=without_slurs(entry.post)) if covers else entry)
    if around.context:
        with st.expander("The conversation around it", icon=":material/forum:"):
            _context([one for one in around.context if one.is_before], "Before", covers=covers)
            _context([one for one in around.context if not one.is_before], "After", covers=covers)
    _similar(view)


def _state(standing: Standing | None) -> None:
    if standing is None or standing.state is None or standing.since is None:
        return
    st.markdown(badge(f"{standing.state.label}, {london(standing.since)}", icon="link", color="gray"))


def _context(found: list[Context], heading: str, *, covers: bool) -> None:
    if not found:
        return
    rows = "".join(
        f'<div class="gn-byline">{safe(london(one.published_at) if one.published_at else "")}</div>'
        f'<div class="gn-words" dir="auto" tabindex="0" role="group" aria-label="{safe(heading)}">'
        f"{safe(covered(one.text) if covers else one.text)}</div>"
        for one in found
    )
    st.html(f'<div class="gn-term">{safe(heading)}</div>{rows}')


def _similar(view: CaseView) -> None:
    if not view.similar:
        return
    st.header("Cases like this one")
    for other in view.similar:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            ended = f" as: {other.close_reason.label}" if other.close_reason else ""
            st.markdown(
                f"**{other.category.label}** · {other.reference} · {other.status.label}{ended}  \n"
                f":small[Opened {london(other.opened_at)}; {other.why}.]",
                width="stretch",
            )
            if st.button("Open", key=f"similar-{other.reference}"):
                st.switch_page("app_pages/case.py", query_params={"ref": other.reference})
