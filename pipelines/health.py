"""Says of every source whether it is ready, not configured (and why), or failing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from collectors.base import CollectorError, Coverage, NotConfigured, RefusedByTerms
from collectors.registry import build, collector_class, known
from data.store import sources
from data.store.sources import SourceHealth
from data.words import SOURCE_KEYS, RunStatus
from pipelines.home import Home


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source: whether it could run now, how it last went, and what it covers."""

    key: str
    status: RunStatus
    detail: str
    enabled: bool
    base_url: str | None
    coverage: Coverage | None
    health: SourceHealth | None


def source_states(*, home: Home) -> list[SourceState]:
    """Return the state of every source, asked of its settings and secrets alone: no network is touched."""
    with home.store.reading() as session:
        by_key = {entry.source: entry for entry in sources.health(session, home.school_id)}
    return [_state(home, key, by_key.get(key)) for key in SOURCE_KEYS]


def _state(home: Home, key: str, health: SourceHealth | None) -> SourceState:
    settings = home.config.sources.of(key)
    if key not in known():
        return SourceState(
            key, RunStatus.NOT_CONFIGURED, "not in this version", settings.enabled, settings.base_url, None, health
        )
    coverage = collector_class(key).coverage
    status, detail = readiness(home, key)
    failing = health is not None and health.status not in (None, RunStatus.OK, RunStatus.NOT_CONFIGURED)
    if status is RunStatus.OK and failing:
        assert health is not None
        assert health.status is not None
        status, detail = health.status, health.detail or health.status.label
    return SourceState(key, status, detail, settings.enabled, settings.base_url, coverage, health)


def readiness(home: Home, key: str) -> tuple[RunStatus, str]:
    """Return whether the collector `key` could be built, and the reason when not."""
    settings = home.config.sources.of(key)
    if not settings.enabled:
        return RunStatus.NOT_CONFIGURED, f"switched off: set enabled = true under [sources.{key}]"
    try:
        build(
            key,
            settings,
            clock=home.clock,
            secrets=home.secrets,
            school_type=home.config.school.type,
            contact=home.config.school.contact,
        )
    except RefusedByTerms as error:
        return RunStatus.REFUSED_BY_TERMS, str(error)
    except NotConfigured as error:
        return RunStatus.NOT_CONFIGURED, str(error)
    except CollectorError as error:
        return RunStatus.FAILED, str(error)
    return RunStatus.OK, "ready"


def staleness(health: SourceHealth | None, *, interval_minutes: int, now: datetime) -> str | None:
    """Return a warning when a source has not answered well for four of its intervals, else None."""
    if health is None or health.last_success_at is None:
        return "has never answered yet"
    minutes = (now - health.last_success_at).total_seconds() / 60
    return f"has not answered well for {minutes / 60:.0f} hours" if minutes > max(4 * interval_minutes, 120) else None
