"""How an alert stands on its way out; one that reached nobody is red and says so."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.components.badge import Color, badge
from data.words import OutboxStatus
from pipelines.outbox import OutboxEntry

LOOKS: Mapping[OutboxStatus, tuple[str, Color]] = {
    OutboxStatus.QUEUED: ("schedule_send", "blue"),
    OutboxStatus.SENT: ("mark_email_read", "green"),
    OutboxStatus.DELIVERED: ("mark_email_read", "green"),
    OutboxStatus.GATHERED: ("stacked_email", "blue"),
    OutboxStatus.FAILED: ("cancel_schedule_send", "red"),
    OutboxStatus.SKIPPED: ("unsubscribe", "red"),
    OutboxStatus.ACKNOWLEDGED: ("task_alt", "green"),
}


def outbox_status(entry: OutboxEntry) -> str:
    """Return the badge of the entry as Streamlit Markdown."""
    if entry.status is OutboxStatus.QUEUED and entry.is_in_trouble:
        return badge("Failed so far, will be tried again", icon="sync_problem", color="orange")
    if entry.is_needless:
        return badge("Not needed any more", icon="done_all", color="gray")
    if entry.is_kept_out:
        return badge("Stopped, as it should be", icon="person_off", color="gray")
    icon, color = LOOKS[entry.status]
    return badge(entry.status.label, icon=icon, color=color)
