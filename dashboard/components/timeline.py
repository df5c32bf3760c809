"""What happened to a case, newest last: when, who, what, why, and the words a person wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from casework.matters import Why
from dashboard.components.moments import london
from dashboard.components.safe_html import safe
from data.removal_words import Consent, Found, Ground, HoldGround, SentHow
from data.words import CaseStatus, CloseReason
from pipelines.case_views import TimelineEntry

_OURSELVES = "goodname"


def timeline(entries: Sequence[TimelineEntry], *, names: Mapping[str, str]) -> None:
    """Show the entries in the order given; `names` says what stands for each user name."""
    st.html(f'<ol class="gn-timeline">{"".join(_item(entry, names) for entry in entries)}</ol>')


def _item(entry: TimelineEntry, names: Mapping[str, str]) -> str:
    who = "Goodname" if entry.actor == _OURSELVES else names.get(entry.actor, "Somebody no longer on the list")
    reason = f" · {_reason(entry.reason)}" if entry.reason else ""
    words = f"<div dir='auto'>{safe(entry.words)}</div>" if entry.words else ""
    return (
        f"<li><strong>{safe(_action(entry.action))}</strong>{safe(reason)}{words}"
        f'<div class="gn-small">{safe(london(entry.at))} · {safe(who)}</div></li>'
    )


def _action(action: str) -> str:
    subject, _, value = action.partition(": ")
    if subject == "status" and value in set(CaseStatus):
        return f"Status: {CaseStatus(value).label}"
    return action[:1].upper() + action[1:]


def _reason(reason: str) -> str:
    for words in (CloseReason, Why, Consent, Ground, HoldGround, Found, SentHow):
        if reason in set(words):
            return words(reason).label
    return reason.replace("_", " ")
