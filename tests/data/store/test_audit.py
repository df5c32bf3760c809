"""The audit log: whoever changes it without the key is found out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update

from data.errors import StoreError
from data.store import audit, schools
from data.store.cipher import Cipher
from data.store.engine import Store
from data.store.tables import AuditRow

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
CIPHER = Cipher(bytes(range(32)))


@pytest.fixture
def school(store: Store) -> int:
    with store.writing() as session:
        school = schools.school_id(session, CIPHER, "Larkmere Primary School & Nursery", now=NOW)
        for number in range(10):
            audit.record(
                session, CIPHER, school, actor="k.boateng", action="case:viewed", at=NOW, details={"number": number}
            )
    return school


def verified(store: Store, school: int, cipher: Cipher = CIPHER, expected: int | None = None) -> int:
    with store.reading() as session:
        return audit.verify(session, cipher, school, expected_lines=expected)


def test_an_untouched_log_is_whole(store: Store, school: int) -> None:
    assert verified(store, school, expected=10) == 10


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(update(AuditRow).where(AuditRow.number == 5).values(actor="h.ashdown"), id="who"),
        pytest.param(update(AuditRow).where(AuditRow.number == 5).values(action="case:closed"), id="what"),
        pytest.param(update(AuditRow).where(AuditRow.number == 5).values(details={"number": 9}), id="details"),
        pytest.param(update(AuditRow).where(AuditRow.number == 5).values(at="2026-11-09T10:00:00+00:00"), id="when"),
        pytest.param(delete(AuditRow).where(AuditRow.number == 5), id="a line taken out"),
    ],
)
def test_a_changed_log_names_the_line(store: Store, school: int, change: object) -> None:
    with store.writing() as session:
        session.execute(change)  # type: ignore[call-overload]
    with pytest.raises(StoreError, match=r"line 5 does not follow"):
        verified(store, school)


def test_a_log_forged_without_the_key_does_not_hold(store: Store, school: int) -> None:
    with pytest.raises(StoreError, match="line 1 does not follow"):
        verified(store, school, Cipher(bytes(32)))


def test_a_log_cut_at_its_end_is_noticed_by_its_noted_length(store: Store, school: int) -> None:
    with store.writing() as session:
        session.execute(delete(AuditRow).where(AuditRow.number > 7))
    assert verified(store, school) == 7
    with pytest.raises(StoreError, match="was cut: 7 lines are there, 10 were noted"):
        verified(store, school, expected=10)
