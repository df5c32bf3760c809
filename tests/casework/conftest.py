"""A home with people, and a fictional school with staff and two pupils."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home

from data.records import Pupil, School, StaffMember
from pipelines.home import Home


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    """A home with the six people of `homes.PEOPLE`."""
    with made_home(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def school() -> School:
    """The fictional school, with two pupils of whom one must not be shown."""
    return School(
        "Larkmere Primary School & Nursery",
        town="Larkmere",
        pupils=(Pupil("p1", "Ada", "Quill"), Pupil("p2", "Tom", "Reed", protected=True)),
        staff=(
            StaffMember("Helen Ashdown", "Headteacher", ("Mrs A",), "h.ashdown"),
            StaffMember("Kwame Boateng", "Designated Safeguarding Lead", (), "k.boateng"),
            StaffMember("Giles Thornhill", "Director of Compliance", (), "g.thornhill"),
            StaffMember("Laura Pemberton", "Communications Lead", ("Lolly",), "l.pemberton"),
            StaffMember("Owen Pryce", "Year 4 teacher", (), None),
            StaffMember("Nadia Vane", "Year 2 teacher", (), None),
        ),
    )
