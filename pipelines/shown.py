"""What somebody was shown on a screen, as a line of the audit log."""

from __future__ import annotations

from collections.abc import Collection

from data.store import audit
from pipelines.home import Home


def record_shown(
    *,
    home: Home,
    viewer: str,
    action: str,
    of: str,
    shown: Collection[str] | Collection[int],
    reason: str | None = None,
) -> None:
    """Record that `viewer` was shown these: their references stand in order under `of`. Nothing shown is no line."""
    if not shown:
        return
    with home.store.writing() as session:
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action=action,
            at=home.clock(),
            reason=reason,
            details={of: sorted(shown)},
        )
