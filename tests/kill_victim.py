"""Collects numbered posts into a store and says when it has begun; somebody else kills it.

`kill_victim.py FOLDER POSTS A_PAGE [--count]`. With --count it prints how many posts are stored and how many of them
are different.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from homes import made_home  # noqa: E402 - the path above makes it findable
from sqlalchemy import func, select  # noqa: E402 - as above

from collectors.base import Coverage, Cursor, Query  # noqa: E402 - as above
from data.config import SourceSettings  # noqa: E402 - as above
from data.records import Post, RawItem, RawPage, School  # noqa: E402 - as above
from data.store.tables import PostRow  # noqa: E402 - as above
from data.words import Platform  # noqa: E402 - as above
from pipelines.collect import collect  # noqa: E402 - as above


class Numbered:
    """A source of numbered posts, oldest first, that goes on where its cursor stands."""

    key = "reddit"
    platform = Platform.REDDIT
    mapper_version = 1
    coverage = Coverage("a", "b", "c", "d")
    Settings = SourceSettings

    def __init__(self, posts: int, a_page: int) -> None:
        self.posts, self.a_page = posts, a_page

    @classmethod
    def build(cls, settings: Any, surroundings: Any) -> Numbered:
        raise AssertionError

    def fetch(self, query: Query, cursor: Cursor) -> Iterator[RawPage]:
        print("begun", flush=True)
        for start in range(cursor.get("next", 0), self.posts, self.a_page):
            end = min(start + self.a_page, self.posts)
            yield RawPage(self.key, list(range(start, end)), cursor={"next": end})

    @classmethod
    def split(cls, page: RawPage) -> Sequence[RawItem]:
        return [RawItem(cls.key, number) for number in page.body]

    @classmethod
    def parse(cls, item: RawItem) -> Post:
        return Post(str(item.payload), Platform.REDDIT, f"post {item.payload}")


def main() -> None:
    folder, posts, a_page = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    with made_home(folder, lambda: datetime.now(UTC), people={}) as home:
        if "--count" in sys.argv:
            with home.store.reading() as session:
                numbers = session.execute(select(func.count(), func.count(PostRow.native_id.distinct()))).one()
            print(*numbers)
            return
        school = School("Larkmere Primary School & Nursery")
        report = collect(home=home, source="reddit", school=school, collector=Numbered(posts, a_page))
        sys.exit(0 if report.status.value == "ok" else 1)


main()
