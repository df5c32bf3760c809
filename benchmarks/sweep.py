"""Measure a sweep over 10,000 past posts after a withdrawal. Run as `python -m benchmarks.sweep [SHARE]`.

SHARE of the posts (0.02 by default) show the pupil whose permission is withdrawn. Prints seconds; 1 when above the
limit.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from benchmarks.registers import roll
from data.records import Picture, Post, RawItem
from data.store.posts import Mapped, store_posts
from data.store.tables import PostRow
from data.words import Direction, Platform
from pipelines.home import Home, open_home
from pipelines.initialise import initialise
from pipelines.registers import import_register
from pipelines.sweep import run_sweeps

POSTS, LIMIT_S = 10_000, 60.0
NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


def fill(home: Home, share: float) -> None:
    """Store own posts that were audited before; every so many shows the first pupil."""
    every = max(1, round(1 / share))
    posts = [
        Post(
            f"post{n}",
            Platform.X,
            f"Post {n}: what a day we had in the pond area, nets and all.",
            Direction.OWN,
            account="benchmark",
            published_at=NOW - timedelta(hours=n + 1),
            images=(Picture(f"picture{n}.jpg", None, ("P00000",) if n % every == 0 else (f"P{1000 + n % 900:05}",)),),
        )
        for n in range(POSTS)
    ]
    with home.store.writing() as session:
        store_posts(session, home.school_id, "x", [Mapped(post, RawItem("x", {}), 1) for post in posts], now=NOW)
        session.execute(update(PostRow).values(examined_version=PostRow.version))


def main(share: float) -> int:
    """Withdraw one permission and print how long the sweep takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {"GOODNAME_KEY_FILE": str(folder / "keys" / "key")}
        initialise(folder=folder / "home", name="Benchmark School", environment=environment)
        with open_home(folder / "home", clock=lambda: NOW, environment=environment) as home:
            path = folder / "pupils.csv"
            for refused in (0, 1):
                path.write_text(roll(refused=refused), encoding="utf-8")
                import_register(home=home, register="pupils", path=path, actor="benchmark")
                if not refused:
                    fill(home, share)
            started = time.monotonic()
            (swept,) = run_sweeps(home=home)
            took = time.monotonic() - started
    print(f"{swept.searched} posts searched, {swept.read_again} read again, {len(swept.listed)} listed: {took:.1f} s")
    print(f"limit {LIMIT_S:.0f} s: {'met' if took <= LIMIT_S else 'NOT met'}")
    return int(took > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 0.02))
