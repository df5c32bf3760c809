"""What detectors say of one post, numbered as in its marked words: label, where, level, reason, score, detector."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.safe_html import safe
from data.records import Finding
from data.words import Label, Where

_SHORT = 3
_LIFTED = (Label.RELEVANT, Label.SENTIMENT)


def listed(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings that people weigh; relevance and sentiment are shown beside the post instead."""
    return tuple(finding for finding in findings if finding.label not in _LIFTED)


def findings_list(findings: Sequence[Finding]) -> None:
    """Show the findings; `findings` must be `listed`, so that the numbers are those of the marks."""
    if not findings:
        st.caption("No detector found anything in this post; it came with another post of the case.")
        return
    st.html(f'<ol class="gn-findings">{"".join(_item(finding) for finding in findings)}</ol>')


def short_reasons(findings: Sequence[Finding]) -> None:
    """Show in a line or three why a card is there; the whole list stands in its case."""
    if not findings:
        return
    rows = "".join(
        f"<li><strong>{safe(finding.label.label)}</strong>: <span dir='auto'>{safe(finding.reason)}</span></li>"
        for finding in findings[:_SHORT]
    )
    st.html(f'<ul class="gn-reasons">{rows}</ul>')


def _item(finding: Finding) -> str:
    kind = f" ({finding.subtype.replace('_', ' ')})" if finding.subtype else ""
    level = finding.level.label if finding.level else "Below review"
    return (
        f"<li><strong>{safe(finding.label.label + kind)}</strong>"
        f"<div dir='auto'>{safe(finding.reason[:1].upper() + finding.reason[1:])}</div>"
        f'<div class="gn-small">{safe(level)} · in: {safe(finding.where.label.lower())} · score {finding.score:.2f}'
        f"{safe(_could_be(finding))} · detector: {safe(finding.detector.replace('_', ' '))}, "
        f"version {safe(finding.version)}</div></li>"
    )


def _could_be(finding: Finding) -> str:
    """Return how many pupils a name could mean.

    Not for a picture: there the pupils are those of the class who may not be shown, and how many is not for everybody.
    """
    if not finding.pupil_ids or finding.where is Where.PICTURE:
        return ""
    pupils = "1 pupil" if len(finding.pupil_ids) == 1 else f"{len(finding.pupil_ids)} pupils"
    return f" · could be {pupils} on the roll"
