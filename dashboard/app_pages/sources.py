"""Source health: of every source how it stands, when it last answered, and what it can and cannot show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import streamlit as st

from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.facts import facts
from dashboard.components.moments import lasting, london
from dashboard.components.source_status import source_status
from data.words import SOURCE_NAMES, RunStatus
from pipelines.health import SourceState, source_states, staleness
from pipelines.outbox import delivery_trouble
from pipelines.source_use import Use, prices, use_of_sources

_PEOPLE_BRING = ("manual",)


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Sources")
        trouble = delivery_trouble(home=desk.home())
        if trouble:
            st.error(f"Alerts do not reach everybody: {trouble}.", icon=":material/mail_off:")
        states = source_states(home=desk.home())
        in_use = [state for state in states if state.enabled]
        ready = sum(state.status is RunStatus.OK for state in in_use)
        st.markdown(f"**{ready} of {len(in_use)}** switched-on sources are ready. What no source covers is not seen.")
        use = use_of_sources(home=desk.home())
        _group("Switched on", in_use, use)
        _group("Switched off", [state for state in states if not state.enabled], use)


def _group(title: str, states: Sequence[SourceState], use: Mapping[str, Use]) -> None:
    if not states:
        return
    st.subheader(title)
    for state in states:
        _source(state, use.get(state.key))


def _source(state: SourceState, use: Use | None) -> None:
    now = desk.home().clock()
    with st.container(border=True):
        st.markdown(f"**{SOURCE_NAMES[state.key]}** {' '.join(_badges(state, now))}")
        facts(
            [
                ("State", None if state.status is RunStatus.OK else _sentence(state.detail)),
                ("Another address", without_credentials(state.base_url) if state.base_url else None),
                *_times(state, now),
                ("Last 30 days", _used(use) if use else None),
                ("Cost", _cost(state.key, use) if use else None),
            ]
        )
        if state.coverage:
            with st.expander("What it covers"):
                facts(
                    [
                        ("Covers", state.coverage.covers),
                        ("Cannot", state.coverage.cannot),
                        ("Limits", state.coverage.limits),
                        ("Authority", state.coverage.authority),
                    ]
                )


def _cost(source: str, use: Use) -> str:
    price = prices().get(source)
    return _sentence(price.cost(use)) if price else "Free of charge"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _used(use: Use) -> str:
    # What a platform charges for stands in its limits; this is what it counts.
    times = "once" if use.attempts == 1 else f"{use.attempts:,} times"
    return f"Asked {times}, {use.fetched:,} items given, {use.new:,} of them new"


def _badges(state: SourceState, now: datetime) -> Iterator[str]:
    yield source_status(state.status)
    if state.base_url:
        yield badge("Not the platform's own address", icon="alt_route", color="orange")
    if state.enabled and state.key not in _PEOPLE_BRING:
        interval = desk.home().config.sources.of(state.key).interval
        late = staleness(state.health, interval_minutes=interval, now=now)
        if late:
            yield badge(late.capitalize(), icon="history", color="orange")


def _times(state: SourceState, now: datetime) -> list[tuple[str, str | None]]:
    health = state.health
    if health is None:
        return [("Last attempt", "Never asked")] if state.enabled else []
    return [
        ("Last attempt", _when(health.last_attempt_at, now)),
        ("Last success", _when(health.last_success_at, now)),
        ("Last new item", _when(health.last_new_item_at, now)),
        ("Next allowed", london(health.next_allowed_at) if health.next_allowed_at else None),
    ]


def _when(moment: datetime | None, now: datetime) -> str:
    return f"{london(moment)} ({lasting(now - moment)} ago)" if moment else "Never"


def without_credentials(url: str) -> str:
    """Return the address without a user name and password that may stand in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


show()
