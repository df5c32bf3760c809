"""The outbox over a real mail server: retried, then shown; never told twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clocks import FakeClock
from sqlalchemy import select

from casework.notify import DeliveryError, Notifier, SmtpNotifier
from data.config import SmtpSettings
from data.errors import NotConfigured
from data.secrets import Secrets
from data.store import outbox
from data.store.tables import OutboxRow
from data.words import OutboxStatus
from pipelines.deliver import deliver, notifier_of
from pipelines.demo_servers import SmtpSink
from pipelines.home import Home
from pipelines.import_posts import import_posts

KNIFE = "I am bringing a knife to Larkmere Primary on Monday morning, the front office first"


@pytest.fixture
def queued(home: Home) -> Home:
    """A home with four alerts in the outbox."""
    import_posts(home=home, lines=[json.dumps({"id": "1", "platform": "x", "text": KNIFE})], actor="test")
    return home


def mail(port: int) -> Notifier:
    return SmtpNotifier(SmtpSettings(host="127.0.0.1", port=port, starttls=False, sender="g@example.org"), Secrets({}))


def statuses(home: Home) -> list[str]:
    with home.store.reading() as session:
        return sorted(session.scalars(select(OutboxRow.status)))


def test_each_alert_arrives_once(queued: Home, tmp_path: Path) -> None:
    with SmtpSink(tmp_path / "mail") as sink:
        assert deliver(home=queued, notifier=mail(sink.port)).sent == 4
        assert deliver(home=queued, notifier=mail(sink.port)).sent == 0
        assert len(sink.messages) == 4
        assert len({message["To"] for message in sink.messages}) == 4
    assert statuses(queued) == ["sent"] * 4


def test_a_mail_server_that_is_down_for_an_hour_loses_nothing(queued: Home, clock: FakeClock, tmp_path: Path) -> None:
    with SmtpSink(tmp_path / "mail") as sink:
        port = sink.port
    for _ in range(60):
        deliver(home=queued, notifier=mail(port))
        clock.move(minutes=1)
    assert statuses(queued) == ["queued"] * 4
    with queued.store.reading() as session:
        assert (
            session.scalars(select(OutboxRow.last_error)).first()
            == "the mail server did not answer (ConnectionRefusedError)"
        )
    clock.move(hours=1)
    with SmtpSink(tmp_path / "mail") as sink:
        assert deliver(home=queued, notifier=mail(sink.port)).sent == 4
        assert len(sink.messages) == 4


class Refused:
    """A notifier whose server refuses the address for good."""

    channel = "email"

    def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> None:
        del recipient, subject, body, message_id
        raise DeliveryError("the mail server refused the address (SMTP 550)", permanent=True)


def test_a_refused_address_is_shown_as_failed_and_not_tried_again(queued: Home, clock: FakeClock) -> None:
    assert deliver(home=queued, notifier=Refused()).failed == 4
    clock.move(days=1)
    assert deliver(home=queued, notifier=Refused()).failed == 0
    assert statuses(queued) == ["failed"] * 4


def test_a_password_that_no_server_takes_is_shown_and_holds_up_no_other_message(queued: Home) -> None:
    class Odd:
        channel = "email"

        def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> OutboxStatus:
            if recipient.startswith("k.boateng"):
                "p\u00e4ssword".encode("ascii")
            return OutboxStatus.SENT

    done = deliver(home=queued, notifier=Odd())
    assert (done.sent, done.waiting) == (3, 1)
    with queued.store.reading() as session:
        (error,) = [line for line in session.scalars(select(OutboxRow.last_error)) if line]
    assert error == "an unexpected UnicodeEncodeError: check [alerts]"


def test_after_the_last_attempt_a_message_is_shown_as_failed(queued: Home, clock: FakeClock) -> None:
    class Down(Refused):
        def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> None:
            raise DeliveryError("down", permanent=False)

    for _ in range(outbox.MOST_ATTEMPTS):
        deliver(home=queued, notifier=Down())
        clock.move(hours=2)
    assert statuses(queued) == ["failed"] * 4


def test_a_message_taken_by_a_process_that_was_killed_is_tried_again(
    queued: Home, clock: FakeClock, tmp_path: Path
) -> None:
    with queued.store.writing() as session:
        assert len(outbox.claim(session, queued.school_id, limit=10, now=clock())) == 4
    with SmtpSink(tmp_path / "mail") as sink:
        assert deliver(home=queued, notifier=mail(sink.port)).sent == 0
        clock.move(minutes=2)
        assert deliver(home=queued, notifier=mail(sink.port)).sent == 4


def test_without_a_mail_server_the_reason_is_said(home: Home) -> None:
    with pytest.raises(NotConfigured, match=r"\[alerts.smtp\]"):
        notifier_of(home)
