"""Users: adding somebody, changing roles, switching off and on, from the page."""

from __future__ import annotations

from seats import labels, press, seated, session_of, words

from dashboard import desk
from data.words import Role
from pipelines.home import Home
from pipelines.people import list_people
from pipelines.sign_in.sessions import signed_in


def test_somebody_is_added(home: Home) -> None:
    at = seated("h.ashdown", "users")
    at.text_input(key="add-username").set_value("t.new")
    at.text_input(key="add-name").set_value("Tess New")
    at.multiselect(key="add-roles").set_value(["account_owner"])
    at.button(key="main-add-person").click().run()
    assert not at.exception
    assert "Tess New (t.new)" in words(at)
    assert "Added" in at.success[0].value
    assert at.text_input(key="add-username").value == ""


def test_what_is_missing_is_told_and_what_was_typed_stays(home: Home) -> None:
    at = seated("h.ashdown", "users")
    at.text_input(key="add-username").set_value("t.new")
    at.button(key="main-add-person").click().run()
    assert "Write the person's name" in words(at)
    assert at.text_input(key="add-username").value == "t.new"


def test_roles_are_changed(home: Home) -> None:
    at = seated("h.ashdown", "users")
    at.multiselect(key="roles-l.pemberton").set_value(["comms_lead", "account_owner"])
    at.button(key="save-l.pemberton").click().run()
    assert not at.exception
    found = next(person for person in list_people(home=home) if person.username == "l.pemberton")
    assert set(found.roles) == {Role.COMMS_LEAD, Role.ACCOUNT_OWNER}


def test_somebody_is_switched_off_and_on(home: Home) -> None:
    token = session_of(desk.home(), "l.pemberton")
    at = seated("h.ashdown", "users")
    at.button(key="off-l.pemberton").click().run()
    assert signed_in(home=desk.home(), token=token, touch=False) is None
    assert "Switched off: l.pemberton (1 session ended)." in at.success[0].value
    press(at, "Switch on")
    assert "Switch on" not in labels(at)
    assert "No password yet" in words(at)


def test_nobody_changes_themselves(home: Home) -> None:
    at = seated("h.ashdown", "users")
    keys = {button.key for button in at.button}
    assert "save-l.pemberton" in keys
    assert not keys & {"save-h.ashdown", "off-h.ashdown"}
