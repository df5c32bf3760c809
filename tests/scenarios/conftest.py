"""The school of the scenarios, fresh for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clocks import FakeClock
from thornbeck_hill import Scene, thornbeck


@pytest.fixture
def scene(tmp_path: Path, clock: FakeClock) -> Iterator[Scene]:
    """Thornbeck Hill, on a Monday at nine."""
    with thornbeck(tmp_path, clock) as opened:
        yield opened
        assert opened.is_whole()
