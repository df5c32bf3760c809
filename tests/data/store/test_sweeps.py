"""Sweeps in the store, on both databases: asked for with their cause, sealed, and waiting until they are done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from data.store import schools, sweeps
from data.store.cipher import Cipher
from data.store.engine import Store
from data.store.own_post_tables import SweepRow
from data.store.sweeps import Cause

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


def test_a_sweep_waits_until_it_is_done(store: Store) -> None:
    cipher = Cipher(bytes(32))
    with store.writing() as session:
        school = schools.school_id(session, cipher, "Larkmere Primary School & Nursery", now=NOW)
        sweeps.ask(session, cipher, school, cause=Cause.PUPIL_LEFT, subjects=["p1", "p2"], actor="test", now=NOW)
    with store.writing() as session:
        (waiting,) = sweeps.waiting(session, cipher, school)
        assert (waiting.cause, waiting.subjects, waiting.asked_by) == (Cause.PUPIL_LEFT, ("p1", "p2"), "test")
        assert b"p1" not in session.scalars(select(SweepRow.subjects_sealed)).one()
        sweeps.finish(session, waiting.id, counts={"searched": 3}, now=NOW)
    with store.reading() as session:
        assert sweeps.waiting(session, cipher, school) == []
        assert session.scalars(select(SweepRow.counts)).one() == {"searched": 3}


def test_a_sweep_is_forgotten_with_the_change_that_asked_for_it(store: Store) -> None:
    cipher = Cipher(bytes(32))
    with store.writing() as session:
        school = schools.school_id(session, cipher, "Larkmere Primary School & Nursery", now=NOW)

    def ask_and_fail() -> None:
        with store.writing() as session:
            sweeps.ask(session, cipher, school, cause=Cause.PUPIL_LEFT, subjects=["p1"], actor="test", now=NOW)
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()
    with store.reading() as session:
        assert sweeps.waiting(session, cipher, school) == []
