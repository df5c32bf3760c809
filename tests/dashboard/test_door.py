"""Who is at the desk: said plainly, recorded, and nothing is shown before."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from clocks import FakeClock
from homes import made_home
from opened_cases import mention, open_case, said
from seats import at_the_door, labels, press, seated, words

from data.store.tables import AuditRow, PersonRow
from data.words import Label
from pipelines.home import Home

PLAINLY = "anybody at this machine can choose any name"


def test_nothing_is_shown_before_somebody_says_who_they_are(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.ABUSIVE))
    at = at_the_door(ref=reference)
    assert not at.exception
    assert PLAINLY in words(at)
    assert reference not in words(at)
    assert labels(at) == ["Sit down"]


def test_the_choice_is_recorded_and_stays_on_the_screen(home: Home) -> None:
    at = seated("k.boateng")
    assert PLAINLY in words(at)
    assert "k.boateng (Designated safeguarding lead)" in words(at)
    with home.store.reading() as session:
        chosen = [row.actor for row in session.query(AuditRow) if row.action == "dashboard:chosen"]
    assert chosen == ["k.boateng"]


def test_somebody_else_may_sit_down(home: Home) -> None:
    at = press(seated("k.boateng"), "Somebody else")
    assert [title.value for title in at.title] == ["Who is at the desk?"]


def test_no_choice_no_seat(home: Home) -> None:
    at = press(at_the_door(), "Sit down")
    assert [title.value for title in at.title] == ["Who is at the desk?"]


def test_whoever_leaves_the_list_leaves_the_desk(home: Home) -> None:
    at = seated("k.boateng")
    with home.store.writing() as session:
        session.query(PersonRow).filter(PersonRow.username == "k.boateng").update({"active": False})
    at.run()
    assert [title.value for title in at.title] == ["Who is at the desk?"]


def test_without_people_it_says_how_to_add_one(
    tmp_path: Path, earlier: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOODNAME_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GOODNAME_KEY_FILE", str(tmp_path / "keys" / "school.key"))
    with made_home(tmp_path, earlier, people={}):
        assert "goodname user add" in words(at_the_door())
    st.cache_resource.clear()


def test_no_title_of_a_page_says_what_is_in_a_case(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.ABUSIVE))
    assert seated("k.boateng", "case", ref=reference).title[0].value == "Abusive"
