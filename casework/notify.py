"""Notifiers: how a message leaves this machine. One small protocol, the mail server, a console; see `notify_http`."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol, TextIO

from data.config import SmtpSettings
from data.errors import ConfigError, GoodnameError
from data.secrets import Secrets
from data.words import OutboxStatus

TIMEOUT_S = 20


class DeliveryError(GoodnameError):
    """A message did not go out. `permanent`: trying again would not help (an address that the server refuses).

    `not_before`: the channel asked not to be tried sooner.
    """

    def __init__(self, message: str, *, permanent: bool, not_before: datetime | None = None) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.not_before = not_before


class Notifier(Protocol):
    """Sends one message to one recipient."""

    @property
    def channel(self) -> str:
        """The outbox channel whose messages it sends."""
        ...

    def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> OutboxStatus:
        """Send it and return `sent`, or `delivered` where the channel itself says so; or raise `DeliveryError`.

        `message_id` is the same when a message is tried again.
        """
        ...


@dataclass(frozen=True, slots=True)
class SmtpNotifier:
    """Sends through the school's mail server, encrypted unless the server is on this machine."""

    settings: SmtpSettings
    secrets: Secrets
    channel: str = "email"

    def __post_init__(self) -> None:
        if not self.settings.starttls and self.settings.host not in ("127.0.0.1", "localhost", "::1"):
            raise ConfigError("[alerts.smtp] starttls may be off only for a mail server on this machine")

    def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> OutboxStatus:
        """Send one mail; raise `DeliveryError` saying whether trying again could help."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.settings.sender, recipient, subject
        mail["Message-ID"] = f"<{message_id}@goodname.invalid>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(body)
        try:
            with smtplib.SMTP(self.settings.host, self.settings.port, timeout=TIMEOUT_S) as server:
                if self.settings.starttls:
                    server.starttls(context=ssl.create_default_context())
                user, password = self.secrets.get("smtp", "user"), self.secrets.get("smtp", "password")
                if user is not None and password is not None:
                    server.login(user.reveal(), password.reveal())
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            raise DeliveryError(f"the mail server refused the address (SMTP {code})", permanent=code >= 500) from error  # noqa: PLR2004 - RFC 5321: 5yz is permanent
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryError(
                "the mail server refused GOODNAME_SMTP_USER and its password", permanent=False
            ) from error
        except smtplib.SMTPResponseException as error:
            raise DeliveryError(
                f"the mail server refused the message (SMTP {error.smtp_code})", permanent=False
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"the mail server did not answer ({type(error).__name__})", permanent=False) from error
        return OutboxStatus.SENT


@dataclass(frozen=True, slots=True)
class ConsoleNotifier:
    """Writes messages to a stream, for a machine without a mail server."""

    stream: TextIO
    channel: str = "console"

    def send(self, *, recipient: str, subject: str, body: str, message_id: str) -> OutboxStatus:
        """Write the message."""
        del message_id
        self.stream.write(f"To: {recipient}\n{subject}\n{body}\n")
        return OutboxStatus.DELIVERED
