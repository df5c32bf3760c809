"""Sends what waits in the outbox; a failed delivery is tried again, then shown as failed, never as sent."""

from __future__ import annotations

from dataclasses import dataclass

from casework.notify import DeliveryError, Notifier, SmtpNotifier
from data.errors import NotConfigured
from data.store import audit, outbox
from data.words import OutboxStatus
from pipelines.home import Home

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


def deliver(*, home: Home, notifier: Notifier) -> Delivered:
    """Try every message that is due, once."""
    sent = waiting = failed = 0
    tried: set[int] = set()
    while True:
        with home.store.writing() as session:
            rows = [
                row
                for row in outbox.claim(session, home.school_id, limit=BATCH, now=home.clock())
                if row.id not in tried
            ]
        if not rows:
            return Delivered(sent, waiting, failed)
        for row in rows:
            tried.add(row.id)
            assert row.recipient is not None
            problem = _send(notifier, row.recipient, row.subject, row.body, f"{row.id}.{row.case_id or 0}")
            with home.store.writing() as session:
                if problem is None:
                    outbox.sent(session, row.id, now=home.clock())
                    sent += 1
                    action, reason = "alert:sent", None
                else:
                    status = outbox.failed(
                        session, row.id, error=str(problem), permanent=problem.permanent, now=home.clock()
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


def _send(notifier: Notifier, recipient: str, subject: str, body: str, message_id: str) -> DeliveryError | None:
    try:
        notifier.send(recipient=recipient, subject=subject, body=body, message_id=message_id)
    except DeliveryError as error:
        return error
    return None
