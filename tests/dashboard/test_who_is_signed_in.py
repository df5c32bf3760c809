"""Who is signed in: nothing is shown before, an ended session ends at the next click, roles open pages."""

from __future__ import annotations

import pytest
from opened_cases import mention, open_case, said
from seats import BROWSER, at_the_door, labels, press, seated, session_of, words

from dashboard import desk
from data.store.tables import AuditRow, PersonRow
from data.words import CaseStatus, Label
from pipelines.cases import list_cases
from pipelines.home import Home
from pipelines.sign_in.sessions import sign_out_everywhere, signed_in


def titles(at: object) -> list[str]:
    return [title.value for title in at.title]  # type: ignore[attr-defined]  # AppTest makes its attributes up


def test_nothing_is_shown_to_nobody(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.ABUSIVE))
    at = at_the_door(ref=reference)
    assert not at.exception
    assert titles(at) == ["You are signed out"]
    assert reference not in words(at)
    assert labels(at) == []


def test_the_name_and_roles_stand_on_the_screen(home: Home) -> None:
    assert "k.boateng (Designated safeguarding lead)" in words(seated("k.boateng", "queue"))


def test_signing_out_ends_the_session_in_the_store(home: Home) -> None:
    at = press(seated("k.boateng", "queue"), "Sign out")
    assert titles(at) == ["You are signed out"]
    assert signed_in(home=home, token=BROWSER.token, touch=False) is None
    with home.store.reading() as session:
        assert [row.actor for row in session.query(AuditRow) if row.action == "sign_in:ended"] == ["k.boateng"]


def test_a_session_ended_elsewhere_stops_at_the_next_run(home: Home) -> None:
    at = seated("k.boateng", "queue")
    sign_out_everywhere(home=home, token=session_of(home, "k.boateng"))
    at.run()
    assert titles(at) == ["You are signed out"]


def test_a_click_after_the_session_ended_changes_nothing(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.ABUSIVE))
    at = seated("k.boateng", "case", ref=reference)
    at.selectbox(key=f"status-{reference}").select(CaseStatus.IN_HAND.value).run()
    at.text_area(key=f"words-{reference}").set_value("moved by nobody").run()
    sign_out_everywhere(home=home, token=session_of(home, "k.boateng"))
    press(at, "Save")
    assert not at.exception
    assert titles(at) == ["You are signed out"]
    page = list_cases(home=home, viewer="k.boateng", statuses=[CaseStatus.OPEN])
    assert [case.reference for case in page.cases] == [reference]


def test_whoever_leaves_the_list_is_out(home: Home) -> None:
    at = seated("k.boateng", "queue")
    with home.store.writing() as session:
        session.query(PersonRow).filter(PersonRow.username == "k.boateng").update({"active": False})
    at.run()
    assert titles(at) == ["You are signed out"]


def test_a_page_forgets_all_when_somebody_else_signs_in(home: Home) -> None:
    open_case(home, mention("1", "a sentence of the post"), said(Label.ABUSIVE))
    at = press(seated("k.boateng", "queue"), "Show text")
    assert "a sentence of the post" in words(at)
    BROWSER.token = session_of(desk.home(), "r.desai")
    at.run()
    assert titles(at) == ["Sources"]
    assert "a sentence of the post" not in words(at)


@pytest.mark.parametrize(("username", "first"), [("r.desai", "Sources"), ("s.marsh", "For governors")])
def test_a_page_that_no_role_opens_is_not_there_by_its_address(home: Home, username: str, first: str) -> None:
    at = seated(username)
    assert titles(at) == [first]
    assert "Queue" not in words(at)


def test_no_title_of_a_page_says_what_is_in_a_case(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.ABUSIVE))
    assert seated("k.boateng", "case", ref=reference).title[0].value == "Abusive"
