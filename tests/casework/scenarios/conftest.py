"""The school of the scenarios: its registers, and a home with the people of Thornbeck Hill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home
from thornbeck_hill import FOLDER, PEOPLE

from data.records import School
from pipelines.home import Home
from pipelines.school_folder import read_school


@pytest.fixture(scope="module")
def school() -> School:
    """Thornbeck Hill, read from its folder without a warning."""
    return read_school(FOLDER, warn=pytest.fail)


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    """A home with everybody whom a scenario tells, or never tells."""
    with made_home(tmp_path, clock, people=PEOPLE) as opened:
        yield opened
