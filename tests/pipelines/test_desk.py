"""Who may open what, and that reading leaves a line in the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home

from data.store.tables import AuditRow
from data.words import Role
from pipelines.desk import Area, areas, record_reading

HEALTH = {Area.SOURCES}
ALL = set(Area)


@pytest.mark.parametrize(
    ("roles", "opened"),
    [
        pytest.param([Role.ICT], HEALTH, id="ICT sees health"),
        pytest.param([Role.GOVERNOR], HEALTH, id="a governor sees health"),
        pytest.param([Role.LINK_GOVERNOR], HEALTH, id="the link governor sees health"),
        pytest.param([Role.GOVERNOR, Role.ICT], HEALTH, id="two such roles are no more"),
        pytest.param([], HEALTH, id="no role at all"),
        pytest.param([Role.CHAIR], ALL, id="the chair sees cases about the head"),
        pytest.param([Role.GOVERNOR, Role.DSL], ALL, id="a governor who is the DSL"),
        *[
            pytest.param([role], ALL, id=role.value)
            for role in Role
            if role not in (Role.ICT, Role.GOVERNOR, Role.LINK_GOVERNOR)
        ],
    ],
)
def test_areas(roles: list[Role], opened: set[Area]) -> None:
    assert areas(roles) == opened


def test_reading_is_recorded_without_words(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock) as home:
        record_reading(home=home, viewer="k.boateng", references={"GN-BBBB-BBBB", "GN-AAAA-AAAA"})
        record_reading(home=home, viewer="k.boateng", references=[])
        with home.store.reading() as session:
            lines = [(row.action, row.details) for row in session.query(AuditRow) if row.actor == "k.boateng"]
    assert lines == [
        ("queue:read", {"cases": ["GN-AAAA-AAAA", "GN-BBBB-BBBB"]}),
    ]
