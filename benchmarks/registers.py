"""Measure the import of 2,000 pupils. Run as `python -m benchmarks.registers`; 1 when it is above the limit."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from pipelines.home import open_home
from pipelines.initialise import initialise
from pipelines.registers import import_register

PUPILS, LIMIT_S = 2_000, 5.0
NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


def roll(*, refused: int = 0) -> str:
    """Return a roll of invented pupils; the first `refused` said no to social media."""
    head = "pupil_id,legal_first,surname,class,date_of_birth,display,newsletter,website,high_profile,social_media\n"
    lines = [
        f"P{n:05},First{n % 400},Surname{n},Year {n % 7},03/05/2016,yes,no,,pending,{'no' if n < refused else 'yes'}\n"
        for n in range(PUPILS)
    ]
    return head + "".join(lines)


def main() -> int:
    """Import the roll twice and print how long each took."""
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {"GOODNAME_KEY_FILE": str(folder / "keys" / "key")}
        initialise(folder=folder / "home", name="Benchmark School", environment=environment)
        with open_home(folder / "home", clock=lambda: NOW, environment=environment) as home:
            for what, refused in (("first import", 0), ("second import, 100 withdrawn", 100)):
                path = folder / "pupils.csv"
                path.write_text(roll(refused=refused), encoding="utf-8")
                started = time.monotonic()
                done = import_register(home=home, register="pupils", path=path, actor="benchmark")
                took = time.monotonic() - started
                worst = max(worst, took)
                print(f"{what}: {took:.2f} s ({done.added} added, {done.withdrawn} withdrawn)")
    print(f"limit {LIMIT_S:.0f} s: {'met' if worst <= LIMIT_S else 'NOT met'}")
    return int(worst > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
