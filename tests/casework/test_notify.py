"""Mail over a real SMTP server on loopback, and what its refusals mean."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from casework.notify import ConsoleNotifier, DeliveryError, Notifier, SmtpNotifier
from data.config import SmtpSettings
from data.errors import ConfigError
from data.secrets import Secrets
from pipelines.demo_servers import SmtpSink

MAIL = {
    "recipient": "k.boateng@example.org",
    "subject": "Goodname: S1 case GN-1",
    "body": "There is a case.\n",
    "message_id": "7.1",
}


def notifier(port: int) -> SmtpNotifier:
    settings = SmtpSettings(host="127.0.0.1", port=port, starttls=False, sender="goodname@example.org")
    return SmtpNotifier(settings, Secrets({}))


class Refusing:
    """A mail server's handler that refuses every address with one code."""

    def __init__(self, code: int) -> None:
        self.code = code

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _address: str, _options: list[str]
    ) -> str:
        return f"{self.code} no"


@pytest.fixture
def refusing(request: pytest.FixtureRequest) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Refusing(request.param), hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


def test_a_mail_arrives_as_it_was_written(tmp_path: Path) -> None:
    with SmtpSink(tmp_path) as sink:
        notifier(sink.port).send(**MAIL)
        (message,) = sink.messages
    assert message["To"] == "k.boateng@example.org"
    assert message["From"] == "goodname@example.org"
    assert message["Subject"] == "Goodname: S1 case GN-1"
    assert message["Message-ID"] == "<7.1@goodname.invalid>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().splitlines() == ["There is a case."]


def test_a_server_that_is_down_may_be_tried_again(tmp_path: Path) -> None:
    with SmtpSink(tmp_path) as sink:
        port = sink.port
    with pytest.raises(DeliveryError, match="did not answer") as caught:
        notifier(port).send(**MAIL)
    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("refusing", "permanent"),
    [pytest.param(550, True, id="no such address"), pytest.param(451, False, id="later, please")],
    indirect=["refusing"],
)
def test_an_address_that_the_server_refuses(refusing: int, *, permanent: bool) -> None:
    with pytest.raises(DeliveryError, match="refused the address") as caught:
        notifier(refusing).send(**MAIL)
    assert caught.value.permanent is permanent
    assert "k.boateng" not in str(caught.value)


def test_a_server_elsewhere_is_asked_only_over_an_encrypted_connection() -> None:
    settings = SmtpSettings(host="mail.example.org", starttls=False, sender="goodname@example.org")
    with pytest.raises(ConfigError, match="starttls"):
        SmtpNotifier(settings, Secrets({}))


def test_a_server_without_encryption_is_not_given_the_mail(tmp_path: Path) -> None:
    with SmtpSink(tmp_path) as sink:
        settings = SmtpSettings(host="127.0.0.1", port=sink.port, starttls=True, sender="goodname@example.org")
        with pytest.raises(DeliveryError):
            SmtpNotifier(settings, Secrets({})).send(**MAIL)
        assert sink.messages == []


def test_every_notifier_sends_recipient_subject_and_body(tmp_path: Path) -> None:
    stream = io.StringIO()
    with SmtpSink(tmp_path) as sink:
        notifiers: list[Notifier] = [ConsoleNotifier(stream), notifier(sink.port)]
        for each in notifiers:
            each.send(**MAIL)
        outputs = [stream.getvalue(), sink.messages[0].as_string()]
    for output in outputs:
        assert all(MAIL[part].strip() in output for part in ("recipient", "subject", "body"))
