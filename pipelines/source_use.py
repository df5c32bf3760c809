"""How much each source was used of late: what a platform that asks for money counts, and what a limit is spent on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

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


@dataclass(frozen=True, slots=True)
class Price:
    """What a platform asks for, as a sentence; `each_usd` is the price of one item given, where it is one."""

    words: str
    source: str
    as_of: str
    each_usd: float | None = None

    def cost(self, use: Use) -> str:
        """Return what `use` may have cost at the most, with the price and when it was seen."""
        total = f"at most ${use.fetched * self.each_usd:,.2f}: " if self.each_usd is not None else ""
        return f"{total}{self.words} (as of {self.as_of})"


@cache
def prices() -> Mapping[str, Price]:
    """Return the price of each source that asks for money."""
    content = tomllib.loads((files("data") / "reference" / "prices.toml").read_text(encoding="utf-8"))
    return {source: Price(**row) for source, row in content.items()}


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
