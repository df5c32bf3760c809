"""Measure sweeps over 10,000 past posts: after a withdrawal, and for a picture that is withheld.

Run as `python -m benchmarks.sweep [SHARE]`. SHARE of the posts (0.02 by default) show the pupil whose permission is
withdrawn. The withheld picture was published three times: as it is, smaller, and as a part of it; the bytes of two
hundred pictures are at hand, as after a term. Text in pictures is left out: it is read when a post is new, not again.
Prints seconds; 1 when one is above the limit or a copy is missed.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from benchmarks.registers import roll
from classifiers.images import picture_text
from data.records import Picture, Post, RawItem
from data.store import own_pictures
from data.store.own_pictures import Seen
from data.store.posts import Mapped, store_posts
from data.store.tables import PostRow
from data.words import Direction, Platform, Role
from pipelines.attend import attend
from pipelines.declare import withhold_picture
from pipelines.home import Home, open_home
from pipelines.initialise import initialise
from pipelines.media import keep
from pipelines.people import add_person
from pipelines.registers import import_register, load_school
from pipelines.sweep import run_sweeps

POSTS, AT_HAND, LIMIT_S = 10_000, 200, 60.0
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


def fill_pictures(home: Home) -> bytes:
    """Store posts with pictures whose bytes are at hand, three of them of one picture; return that picture."""
    own = scene(0)
    copies = {7: own, 1111: own.resize((450, 350)), 3333: own.crop((120, 90, 780, 610))}
    posts = {
        n: Post(
            f"shown{n}",
            Platform.X,
            f"Picture {n} of the pond area.",
            Direction.OWN,
            account="benchmark",
            published_at=NOW - timedelta(hours=n + 1),
            images=(Picture(f"shown{n}.jpg", None, ()),),
        )
        for n in [*copies, *range(4000, 4000 + AT_HAND - len(copies))]
    }
    with home.store.writing() as session:
        mapped = [Mapped(post, RawItem("x", {}), 1) for post in posts.values()]
        store_posts(session, home.school_id, "x", mapped, now=NOW)
    for n, post in posts.items():
        keep(home, post, post.images[0], written(copies.get(n) or scene(n)))
    attend(home=home, school=load_school(home=home, purpose="benchmark"))
    with home.store.writing() as session:
        fill_marks(session, home)
    return written(own)


def fill_marks(session: Session, home: Home) -> None:
    """Store marks for the posts whose pictures are not at hand any more, as an audit in earlier years left them."""
    dice = random.Random(7)
    rows = session.scalars(select(PostRow.id).where(PostRow.native_id.like("post%"))).all()
    for post_id in rows:
        one, other = (f"{dice.getrandbits(64):016x}" for _ in range(2))
        corners = dice.randbytes(150 * 32)
        seen = Seen(0, f"picture{post_id}.jpg", one * 4, one, other, 3, corners)
        own_pictures.remember(session, home.school_id, post_id, [seen], NOW)


def scene(seed: int) -> Image.Image:
    """Return a picture with nobody in it, another one for each seed."""
    dice = np.random.default_rng(seed)
    blocks = dice.integers(0, 255, (36, 46, 3)).astype(np.uint8).repeat(20, 0).repeat(20, 1)[:700, :900]
    return Image.fromarray(blocks)


def written(image: Image.Image) -> bytes:
    """Return the bytes of a JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def main(share: float) -> int:
    """Withdraw one permission, then withhold one picture, and print how long each sweep takes."""
    picture_text.ocr_installed = lambda: False  # type: ignore[assignment]  # what is measured is the sweep
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {"GOODNAME_KEY_FILE": str(folder / "keys" / "key")}
        initialise(folder=folder / "home", name="Benchmark School", environment=environment)
        with open_home(folder / "home", clock=lambda: NOW, environment=environment) as home:
            add_person(
                home=home, username="benchmark", display_name="b", email=None, roles=[Role.DSL], actor="benchmark"
            )
            path = folder / "pupils.csv"
            for refused in (0, 1):
                path.write_text(roll(refused=refused), encoding="utf-8")
                import_register(home=home, register="pupils", path=path, actor="benchmark")
                if not refused:
                    fill(home, share)
            first = timed(home, "withdrawal")
            content = fill_pictures(home)
            withhold_picture(home=home, viewer="benchmark", content=content)
            second = timed(home, "withheld picture", expected=3)
    return int(not (first and second))


def timed(home: Home, what: str, *, expected: int | None = None) -> bool:
    """Run the sweep that waits, print what it did, and say whether it kept within the limit and missed nothing."""
    started = time.monotonic()
    (swept,) = run_sweeps(home=home)
    took = time.monotonic() - started
    found = len(swept.listed)
    print(f"{what}: {swept.searched} posts searched, {swept.read_again} read again, {found} listed: {took:.1f} s")
    print(f"  limit {LIMIT_S:.0f} s: {'met' if took <= LIMIT_S else 'NOT met'}")
    if expected is not None:
        print(f"  copies found: {found} of {expected}")
    return took <= LIMIT_S and expected in (None, found)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 0.02))
