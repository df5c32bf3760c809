"""Mumsnet as tests play it: a thread of 2019 on two pages, one of 2024, and the collector that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from clocks import FakeClock
from loopback import Answer, Asked, serve
from recorded_answers import page_of

from collectors.base import Query
from collectors.mumsnet import MumsnetCollector, MumsnetSettings
from collectors.registry import build
from data.config import Authority
from data.records import RawPage
from data.secrets import Secrets

PAGES = {n: page_of("mumsnet", f"thread_2019_page{n}.html") for n in (1, 2)}
NOW = page_of("mumsnet", "SYNTHETIC_thread_2024.html")
WALL = page_of("mumsnet", "SYNTHETIC_wall.html")
OLD_PATH = "/Talk/primary/9100001-Crossing-outside-Larkmere-Primary"
NEW_PATH = "/talk/primary/9100003-crossing-outside-larkmere-primary"
OLD, NEW = f"https://www.mumsnet.com{OLD_PATH}", f"https://www.mumsnet.com{NEW_PATH}"
GONE = "https://www.mumsnet.com/talk/primary/9100009-gone"
MAY = Authority(agreed_with="Mumsnet legal", reference="letter 7", date=date(2026, 9, 1), until=date(2027, 8, 31))
OURS = Query(names=("Larkmere Primary School & Nursery",))


def mumsnet_collector(
    clock: FakeClock, base_url: str | None, *threads: str, paced: bool = False, **settings: Any
) -> MumsnetCollector:
    """Return the collector of a school that Mumsnet permits to read `threads`."""
    made = build(
        "mumsnet",
        MumsnetSettings(enabled=True, base_url=base_url, threads=threads, authority=MAY, **settings),
        clock=clock,
        secrets=Secrets({}),
        school_type="maintained",
        paced=paced,
    )
    assert isinstance(made, MumsnetCollector)
    return made


def both_threads(asked: Asked) -> Answer:
    if asked.path == OLD_PATH:
        return Answer(PAGES[int(asked.query.get("pg", "1"))])
    return Answer(NOW) if asked.path == NEW_PATH else Answer("not here", 404)


@contextmanager
def reading(clock: FakeClock, *threads: str, respond: Any = both_threads, **settings: Any) -> Iterator[Any]:
    with serve(respond) as server:
        yield mumsnet_collector(clock, server.base_url, *threads, **settings), server


def pages_asked(server: Any) -> list[str]:
    asked = [a for a in server.asked if a.path != "/robots.txt"]
    return [
        a.path.split("/")[-1][:7] + ("?" + "&".join(f"{k}={v}" for k, v in a.query.items()) if a.query else "")
        for a in asked
    ]


def take(read: MumsnetCollector, into: list[RawPage]) -> None:
    """Go on from the last page in `into`, and keep what came before an error."""
    into.extend(read.fetch(OURS, (into[-1].cursor or {}) if into else {}))


def ids(pages: list[RawPage]) -> list[str]:
    return [MumsnetCollector.parse(item).id for page in pages for item in MumsnetCollector.split(page)]
