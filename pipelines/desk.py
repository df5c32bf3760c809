"""Which areas of the dashboard the roles of somebody open, and what they read there."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from data.store import audit
from data.words import Role, Word
from pipelines.home import Home


class Area(Word):
    """A part of the dashboard that a role opens or does not."""

    CASES = "cases", "Cases"
    ALERTS = "alerts", "Alerts"
    SOURCES = "sources", "Sources"


_HEALTH_ONLY = frozenset({Role.ICT, Role.GOVERNOR, Role.LINK_GOVERNOR})


def areas(roles: Iterable[Role]) -> frozenset[Area]:
    """Return what the roles open together: ICT and governors see health, never a case; others see cases too."""
    if all(role in _HEALTH_ONLY for role in roles):
        return frozenset({Area.SOURCES})
    return frozenset(Area)


def record_reading(*, home: Home, viewer: str, references: Collection[str]) -> None:
    """Record that `viewer` had the beginnings of these cases' posts shown in the queue."""
    if not references:
        return
    with home.store.writing() as session:
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="queue:read",
            at=home.clock(),
            details={"cases": sorted(references)},
        )
