"""Adding people, changing their roles, switching them off and on: who may, and what it ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import PEOPLE, made_home
from seats import session_of

from data.errors import InputError, SignInRefused
from data.store.tables import AuditRow
from data.words import Role
from pipelines.home import Home
from pipelines.people import list_people
from pipelines.sign_in.links import LinkKind, make_link
from pipelines.sign_in.membership import add_member, change_member, switch_off, switch_on, switched_off
from pipelines.sign_in.sessions import signed_in
from pipelines.sign_in.setting_up import invited
from pipelines.tokens import VARIABLE, acting_as, make_token


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people={**PEOPLE, "r.desai": Role.ICT}) as opened:
        yield opened


def roles_of(home: Home, username: str) -> tuple[Role, ...]:
    return next(person.roles for person in list_people(home=home) if person.username == username)


def add(home: Home, viewer: str = "h.ashdown", **more: object) -> None:
    given = {"username": "t.new", "display_name": "Tess New", "email": "t.new@example.org", "roles": [Role.STAFF]}
    add_member(home=home, viewer=viewer, **(given | more))  # type: ignore[arg-type]  # a table's row gives what it needs


def test_somebody_is_added_with_roles(home: Home) -> None:
    add(home, username=" T.New ", roles=[Role.STAFF, Role.ACCOUNT_OWNER], email=" ")
    person = next(one for one in list_people(home=home) if one.username == "t.new")
    assert person.email is None
    assert set(person.roles) == {Role.STAFF, Role.ACCOUNT_OWNER}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param({"username": "t new"}, "a user name is", id="a space"),
        pytest.param({"username": "t"}, "a user name is", id="too short"),
        pytest.param({"username": "k.boateng"}, "already", id="taken"),
        pytest.param({"display_name": " "}, "the person's name", id="no name"),
        pytest.param({"roles": []}, "at least one role", id="no role"),
        pytest.param({"email": "nowhere"}, "not an e-mail address", id="no address"),
        pytest.param({"viewer": "l.pemberton"}, "your roles do not let you", id="the comms lead adds nobody"),
        pytest.param({"viewer": "r.desai"}, "your roles do not let you", id="ICT adds nobody"),
    ],
)
def test_who_is_not_added(home: Home, given: dict[str, object], why: str) -> None:
    with pytest.raises(InputError, match=why):
        add(home, **given)  # type: ignore[arg-type]  # as above
    assert len(list_people(home=home)) == len(PEOPLE) + 1


def test_roles_are_changed_by_another_and_the_log_says_from_what_to_what(home: Home) -> None:
    change_member(home=home, viewer="k.boateng", username="l.pemberton", email="new@example.org", roles=[Role.DIRECTOR])
    assert roles_of(home, "l.pemberton") == (Role.DIRECTOR,)
    with home.store.reading() as session:
        said = [row.details for row in session.query(AuditRow) if row.action == "person:roles_changed"]
    assert [(line["before"], line["after"]) for line in said] == [(["comms_lead"], ["director"])]
    assert "new@example.org" not in str(said)


def test_a_token_ends_with_whoever_is_switched_off_and_does_not_come_back(home: Home) -> None:
    token = {VARIABLE: make_token(home=home, username="l.pemberton", actor="test")}
    assert acting_as(home=home, given=None, environment=token) == "l.pemberton"
    switch_off(home=home, viewer="k.boateng", username="l.pemberton")
    switch_on(home=home, viewer="k.boateng", username="l.pemberton")
    with pytest.raises(InputError, match="not valid"):
        acting_as(home=home, given=None, environment=token)


@pytest.mark.parametrize("act", [switch_off, switch_on])
def test_nobody_changes_themselves(home: Home, act: object) -> None:
    with pytest.raises(InputError, match="nobody changes their own roles"):
        act(home=home, viewer="k.boateng", username="k.boateng")  # type: ignore[operator]  # one of two functions
    with pytest.raises(InputError, match="nobody changes their own roles"):
        change_member(home=home, viewer="k.boateng", username="k.boateng", email=None, roles=[Role.CHAIR])


def test_switching_off_ends_sessions_and_links(home: Home) -> None:
    token = session_of(home, "l.pemberton")
    link = make_link(home=home, username="l.pemberton", kind=LinkKind.INVITATION, actor="test").partition("token=")[2]
    assert switch_off(home=home, viewer="k.boateng", username="l.pemberton") == 1
    assert signed_in(home=home, token=token, touch=False) is None
    with pytest.raises(SignInRefused):
        invited(home=home, link=link)
    assert "l.pemberton" not in [person.username for person in list_people(home=home)]
    assert [person.username for person in switched_off(home=home, viewer="r.desai")] == ["l.pemberton"]
    switch_on(home=home, viewer="k.boateng", username="l.pemberton")
    assert roles_of(home, "l.pemberton") == (Role.COMMS_LEAD,)
    with pytest.raises(SignInRefused):
        invited(home=home, link=link)


@pytest.mark.parametrize("viewer", ["l.pemberton", "r.desai", "g.thornhill", "nobody"])
def test_others_switch_nobody_off(home: Home, viewer: str) -> None:
    with pytest.raises(InputError):
        switch_off(home=home, viewer=viewer, username="f.rahman")
    with pytest.raises(InputError, match="not on the list"):
        switch_off(home=home, viewer="k.boateng", username="stranger")
