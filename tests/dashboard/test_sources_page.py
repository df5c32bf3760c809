"""Source health as people see it: every source, how it stands, and what it cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import streamlit as st
from clocks import FakeClock
from homes import made_home
from seats import seated, words

from data.records import RunReport
from data.store import sources
from data.words import SOURCE_NAMES, Role, RunStatus
from pipelines.home import Home

TABLES = {
    "sources": {
        "feeds": {"enabled": True, "urls": ["https://alerts.example.org/1"]},
        "mumsnet": {"enabled": True},
        "reddit": {"enabled": True, "base_url": "http://user:secret@127.0.0.1:9/proxy"},
    }
}


@pytest.fixture
def health(tmp_path: Path, earlier: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home with a source that is refused, one behind a proxy, and one that failed."""
    monkeypatch.setenv("GOODNAME_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GOODNAME_KEY_FILE", str(tmp_path / "keys" / "school.key"))
    with made_home(tmp_path, earlier, tables=TABLES, people={"r.desai": Role.ICT}) as opened:
        report = RunReport("feeds", RunStatus.UNAVAILABLE, earlier(), earlier(), detail="the feed did not answer")
        with opened.store.writing() as session:
            sources.store_run(session, opened.school_id, report, next_allowed_at=earlier())
        yield opened
    st.cache_resource.clear()


def test_every_source_is_named_with_its_state(health: Home) -> None:
    at = seated("r.desai")
    assert not at.exception
    shown = words(at)
    for name in SOURCE_NAMES.values():
        assert f"**{name}**" in shown
    for part in ("Refused by terms", "Not configured", "Source not answering", "The feed did not answer", "Never"):
        assert part in shown, part


def test_each_says_what_it_covers_and_what_it_cannot(health: Home) -> None:
    shown = words(seated("r.desai"))
    for part in ("Covers", "Cannot", "Limits", "Authority"):
        assert shown.count(f"<dt>{part}</dt>") >= 5, part


def test_an_address_that_is_not_the_platforms_is_shown_without_its_password(health: Home) -> None:
    shown = words(seated("r.desai"))
    assert "Not the platform's own address" in shown
    assert "http://127.0.0.1:9/proxy" in shown
    assert "secret" not in shown


def test_a_source_that_never_answered_is_not_taken_for_quiet(health: Home) -> None:
    shown = words(seated("r.desai"))
    assert "Has never answered yet" in shown
    assert "0 of 3" in shown


def test_what_a_platform_counts_is_shown_for_the_last_month(health: Home, earlier: FakeClock) -> None:
    with health.store.writing() as session:
        for days, fetched in ((40, 900), (3, 12), (2, 1500)):
            at = earlier() - timedelta(days=days)
            report = RunReport("feeds", RunStatus.OK, at, at, fetched=fetched, new=2)
            sources.store_run(session, health.school_id, report, next_allowed_at=None)
    assert "Asked 3 times, 1,512 items given, 4 of them new" in words(seated("r.desai"))
