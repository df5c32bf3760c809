"""What collectors' tests share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from clocks import FakeClock
from surroundings import Around


@pytest.fixture
def around(clock: FakeClock) -> Iterator[Around]:
    """What a collector is built with; its HTTP client is closed when the test is over."""
    with closing(Around(clock)) as made:
        yield made
