"""Who may open what, and that reading leaves a line in the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home

from data.store.tables import AuditRow
from data.words import Role
from pipelines import audit_calendar, check_draft
from pipelines.desk import Area, areas, record_reading

HEALTH = {Area.SOURCES, Area.ABOUT}
CASES = {Area.CASES, Area.ALERTS, Area.HAND_IN, Area.SOURCES, Area.ABOUT}
OWN = {Area.OWN_POSTS}
DIRECTOR = {Area.DIRECTOR}
COUNTS = {Area.GOVERNOR, Area.REPORTS}
REMOVAL = {Area.TAKEDOWNS, Area.ESCALATIONS} | COUNTS
REPUTATION = {Area.REPUTATION}
REGISTERS = {Area.REGISTERS}
POLICY = {Area.POLICY, Area.MODELS}
MODELS = {Area.MODELS}
STEPS = {Area.FIRST_STEPS}
UPKEEP = {Area.USERS, Area.AUDIT_LOG}


@pytest.mark.parametrize(
    ("roles", "opened"),
    [
        pytest.param([], HEALTH, id="no role at all"),
        pytest.param([Role.GOVERNOR], HEALTH | COUNTS, id="a governor sees health"),
        pytest.param([Role.LINK_GOVERNOR], HEALTH | COUNTS, id="the link governor sees health"),
        pytest.param(
            [Role.ICT], HEALTH | UPKEEP | MODELS | STEPS, id="ICT sees health, users and whether the log is whole"
        ),
        pytest.param(
            [Role.GOVERNOR, Role.ICT],
            HEALTH | UPKEEP | MODELS | STEPS | COUNTS,
            id="two such roles see no case",
        ),
        pytest.param([Role.STAFF], CASES | OWN, id="staff hand in, and see what they were told of"),
        pytest.param([Role.CHAIR], CASES | REPUTATION | REMOVAL, id="the chair sees cases about the head"),
        pytest.param([Role.ACCOUNT_OWNER], CASES | OWN | REGISTERS, id="an account's owner"),
        pytest.param(
            [Role.PLATFORM_OWNER],
            CASES | REPUTATION | {Area.REPORTS} | OWN | DIRECTOR | POLICY,
            id="a platform's owner",
        ),
        pytest.param([Role.DIRECTOR], CASES | REPUTATION | REMOVAL | OWN | DIRECTOR | POLICY, id="the director"),
        pytest.param([Role.COMMS_LEAD], CASES | REPUTATION | REMOVAL | OWN | REGISTERS | POLICY, id="the comms lead"),
        pytest.param(
            [Role.DEPUTY_DSL],
            CASES | REPUTATION | REMOVAL | OWN | REGISTERS | POLICY | {Area.AUDIT_LOG},
            id="the deputy",
        ),
        pytest.param(
            [Role.DSL], CASES | REPUTATION | REMOVAL | OWN | REGISTERS | POLICY | UPKEEP | STEPS, id="the DSL"
        ),
        pytest.param(
            [Role.HEADTEACHER], CASES | REPUTATION | REMOVAL | OWN | REGISTERS | POLICY | UPKEEP | STEPS, id="the head"
        ),
        pytest.param([Role.DPO], CASES | REMOVAL | OWN | REGISTERS | POLICY | UPKEEP, id="the DPO"),
        pytest.param([Role.GOVERNOR, Role.STAFF], CASES | OWN | COUNTS, id="a governor who is on the staff"),
    ],
)
def test_areas(roles: list[Role], opened: set[Area]) -> None:
    assert areas(roles) == opened


def test_own_posts_opens_for_whoever_sees_audits_or_checks_a_post() -> None:
    assert {role for role in Role if Area.OWN_POSTS in areas([role])} == audit_calendar.SEES | check_draft.CHECKS


def test_reading_is_recorded_without_words(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock) as home:
        record_reading(home=home, viewer="k.boateng", references={"GN-BBBB-BBBB", "GN-AAAA-AAAA"})
        record_reading(home=home, viewer="k.boateng", references=[])
        with home.store.reading() as session:
            lines = [(row.action, row.details) for row in session.query(AuditRow) if row.actor == "k.boateng"]
    assert lines == [
        ("queue:read", {"cases": ["GN-AAAA-AAAA", "GN-BBBB-BBBB"]}),
    ]
