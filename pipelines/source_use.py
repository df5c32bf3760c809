"""How much each source was used of late: what a platform that asks for money counts, and what a limit is spent on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from data.store.tables import RunRow
from pipelines.home import Home

OVER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Use:
    """Attempts at a source in the last 30 days, and the items that it gave and that were new."""

    attempts: int
    fetched: int
    new: int


def use_of_sources(*, home: Home) -> Mapping[str, Use]:
    """Return the use of each source that was asked in the last 30 days."""
    with home.store.reading() as session:
        rows = session.execute(
            select(
                RunRow.source,
                func.count(),
                func.coalesce(func.sum(RunRow.counts["fetched"].as_integer()), 0),
                func.coalesce(func.sum(RunRow.counts["new"].as_integer()), 0),
            )
            .where(RunRow.school_id == home.school_id, RunRow.started_at >= home.clock() - OVER)
            .group_by(RunRow.source)
        ).all()
    return {source: Use(attempts, int(fetched), int(new)) for source, attempts, fetched, new in rows}
