"""Sends what waits in the outbox; a failed delivery is tried again, then shown as failed, never as sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from casework.notify import DeliveryError, Notifier, SmtpNotifier
from casework.notify_http import NtfyNotifier, SlackNotifier, TeamsNotifier, WebhookNotifier
from collectors.http import HttpClient
from data.errors import NotConfigured
from data.store import audit, outbox
from data.words import OutboxStatus
from pipelines.home import Home
from pipelines.reach import CHANNELS

BATCH = 50


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages went out, wait for another try, or will not be tried again."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0


def notifier_of(home: Home) -> Notifier:
    """Return the mail notifier of the settings; raise `NotConfigured` when there is none."""
    smtp = home.config.alerts.smtp
    if smtp is None:
        raise NotConfigured(
            "no mail server: fill in [alerts.smtp] in school.toml; until then alerts wait in the outbox"
        )
    return SmtpNotifier(smtp, home.secrets)


def notifiers_of(home: Home) -> list[Notifier]:
    """Return every notifier that is ready; one that is not is said by `goodname check`, and its messages wait."""
    ready: list[Notifier] = []
    makers: list[Callable[[Home], Notifier]] = [notifier_of, *(partial(channel_of, name=name) for name in CHANNELS)]
    for make in makers:
        try:
            ready.append(make(home))
        except NotConfigured:
            continue
    return ready


def channel_of(home: Home, *, name: str) -> Notifier:
    """Return the notifier of a shared channel.

    Raises `NotConfigured` while the data protection officer's approval is not recorded, or its address is missing.
    """
    settings = getattr(home.config.alerts, name)
    if settings is None:
        raise NotConfigured(f"off: to use it, record the approval under [alerts.{name}]")
    if not settings.is_approved:
        raise NotConfigured(
            f"off until approved_by, approved_on and members are filled in under [alerts.{name}]: the data protection "
            "officer approves a new channel first"
        )
    secrets = home.secrets
    http = HttpClient(clock=home.clock, contact=home.config.school.contact, base_url=settings.base_url)
    match name:
        case "teams":
            return TeamsNotifier(http, secrets.require("teams", "url", what="the address of the Teams channel"))
        case "slack":
            return SlackNotifier(http, secrets.require("slack", "url", what="the address of the Slack channel"))
        case "ntfy":
            url = secrets.require("ntfy", "url", what="the address of the ntfy server")
            topic = secrets.require("ntfy", "topic", what="the ntfy topic")
            return NtfyNotifier(http, url, topic, secrets.get("ntfy", "token"))
        case _:
            url = secrets.require("webhook", "url", what="the web address to post to")
            return WebhookNotifier(http, url, secrets.get("webhook", "signing_key"))


def deliver_all(*, home: Home) -> Delivered:
    """Try every message that is due, once, through every notifier that is ready."""
    total = Delivered()
    for notifier in notifiers_of(home):
        done = deliver(home=home, notifier=notifier)
        total = Delivered(total.sent + done.sent, total.waiting + done.waiting, total.failed + done.failed)
    return total


def deliver(*, home: Home, notifier: Notifier) -> Delivered:
    """Try every message of the notifier's channel that is due, once."""
    sent = waiting = failed = 0
    tried: set[int] = set()
    while True:
        with home.store.writing() as session:
            rows = [
                row
                for row in outbox.claim(
                    session, home.school_id, limit=BATCH, now=home.clock(), channel=notifier.channel
                )
                if row.id not in tried
            ]
        if not rows:
            return Delivered(sent, waiting, failed)
        for row in rows:
            tried.add(row.id)
            assert row.recipient is not None
            outcome = _send(notifier, row.recipient, row.subject, row.body, f"{row.id}.{row.case_id or 0}")
            with home.store.writing() as session:
                if isinstance(outcome, OutboxStatus):
                    outbox.sent(session, row.id, now=home.clock(), status=outcome)
                    sent += 1
                    action, reason = "alert:sent", None
                else:
                    status = outbox.failed(
                        session,
                        row.id,
                        error=str(outcome),
                        permanent=outcome.permanent,
                        now=home.clock(),
                        not_before=outcome.not_before,
                    )
                    lost = status is OutboxStatus.FAILED
                    failed, waiting = failed + lost, waiting + (not lost)
                    action, reason = ("alert:failed" if lost else "alert:waiting"), "delivery"
                audit.record(
                    session,
                    home.cipher,
                    home.school_id,
                    actor="goodname",
                    action=action,
                    at=home.clock(),
                    reason=reason,
                    details={"message": row.id, "attempt": row.attempts},
                )


def _send(notifier: Notifier, recipient: str, subject: str, body: str, message_id: str) -> OutboxStatus | DeliveryError:
    try:
        return notifier.send(recipient=recipient, subject=subject, body=body, message_id=message_id)
    except DeliveryError as error:
        return error
    except Exception as error:  # noqa: BLE001 - one message that cannot be sent must not hold up those behind it
        # Only the kind of error is kept: its words may hold an address or a password.
        return DeliveryError(f"an unexpected {type(error).__name__}: check [alerts]", permanent=False)
