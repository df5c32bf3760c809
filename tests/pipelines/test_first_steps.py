"""The first steps: what is done, what a source must know, a test alert, and one collection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import PEOPLE, made_home

from data.errors import InputError, NotConfigured
from data.store.tables import AuditRow
from data.words import OutboxStatus, Role
from pipelines.first_steps import Step, asked_of, collect_now, first_steps, send_test_alert, settings_of
from pipelines.home import Home
from pipelines.settings_desk import change_settings


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people={**PEOPLE, "r.desai": Role.ICT}) as opened:
        yield opened


@dataclass
class FakeMail:
    """A notifier that keeps what it is given."""

    channel: str = "email"
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> OutboxStatus:
        self.sent.append((recipient, subject, body))
        return OutboxStatus.SENT


def done(home: Home) -> set[Step]:
    return {state.step for state in first_steps(home=home, viewer="k.boateng") if state.is_done}


def test_a_new_school_has_only_its_people(home: Home) -> None:
    assert done(home) == {Step.PEOPLE}


def test_settings_tick_their_steps_off(home: Home) -> None:
    asked = asked_of(home=home, source="feeds")
    settings = settings_of("feeds", {"urls": " https://example.org/feed \n\n"}, asked)
    settings |= {("alerts", "smtp", "host"): "mail.example.org", ("alerts", "smtp", "sender"): "a@example.org"}
    account = ("accounts", {"platform": "x", "handle": "larkmere"})
    after = change_settings(home=home, viewer="r.desai", settings=settings, entries=[account])
    assert done(after) == {Step.PEOPLE, Step.ACCOUNTS, Step.SOURCE, Step.MAIL}
    assert asked_of(home=after, source="feeds")[0].now == "https://example.org/feed"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("feeds", ["urls"]),
        ("google_places", ["place_id"]),
        ("google_business", ["account_id", "location_id"]),
        ("x", []),
        ("mumsnet", ["threads"]),
    ],
)
def test_what_a_source_must_know_is_never_a_secret(home: Home, source: str, names: list[str]) -> None:
    asked = [one.name for one in asked_of(home=home, source=source)]
    assert asked == names
    assert not any(word in name for name in asked for word in ("token", "key", "password", "secret"))


def test_a_test_alert_goes_to_ones_own_address_and_says_nothing_of_a_case(home: Home) -> None:
    mail = FakeMail()
    send_test_alert(home=home, viewer="r.desai", notifier=mail)
    ((recipient, subject, body),) = mail.sent
    assert recipient == "r.desai@example.org"
    assert "test" in subject
    assert "GN-" not in body
    assert Step.TEST in done(home)


def test_without_a_mail_server_or_an_address_it_says_so(home: Home, tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="no mail server"):
        send_test_alert(home=home, viewer="k.boateng")
    with home.store.writing() as session:
        from data.store import schools

        person = schools.person(session, home.school_id, "k.boateng")
        assert person is not None
        person.email = None
    with pytest.raises(InputError, match="no e-mail address"):
        send_test_alert(home=home, viewer="k.boateng", notifier=FakeMail())
    assert Step.TEST not in done(home)


@pytest.mark.parametrize("viewer", ["l.pemberton", "g.thornhill", "nobody"])
def test_others_take_no_steps(home: Home, viewer: str) -> None:
    for act in (first_steps, collect_now):
        with pytest.raises(InputError):
            act(home=home, viewer=viewer)
    with pytest.raises(InputError):
        send_test_alert(home=home, viewer=viewer, notifier=FakeMail())


def test_a_collection_is_recorded_and_without_a_source_brings_nothing(home: Home) -> None:
    assert collect_now(home=replace(home), viewer="r.desai") == []
    with home.store.reading() as session:
        assert [row.actor for row in session.query(AuditRow) if row.action == "sources:asked"] == ["r.desai"]
