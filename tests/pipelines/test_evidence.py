"""Evidence: sealed on disk, listed with hashes, chained and signed; a change of anything is found and named."""

from __future__ import annotations

import hashlib
import json
import stat

import pytest
from clocks import FakeClock
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from documents import TEXT, case_with_names, words

from casework.evidence import public_key
from data.errors import InputError, StoreError
from data.store.removal_tables import EvidenceRow
from data.store.tables import AuditRow
from data.words import Platform
from pipelines.case_facts import Asked
from pipelines.evidence import capture, keep_evidence, show_evidence, verify_evidence
from pipelines.home import Home
from pipelines.registers import load_school
from pipelines.removal import lock_case
from pipelines.seeing import case_for


def kept(home: Home, clock: FakeClock, count: int = 3) -> str:
    case = case_with_names(home, platform=Platform.MUMSNET)
    for _ in range(count):
        keep_evidence(home=home, viewer="k.boateng", reference=case)
        clock.move(minutes=5)
    return case


def test_a_record_holds_the_item_as_received_and_a_pdf_and_lists_both(home: Home, clock: FakeClock) -> None:
    case = kept(home, clock, 1)
    bundle = show_evidence(home=home, viewer="k.boateng", reference=case, number=1)
    assert {name.rpartition(".")[2] for name in bundle.files} == {"pdf", "json"}
    for name, listed in bundle.manifest["files"].items():
        assert hashlib.sha256(bundle.files[name]).hexdigest() == listed["sha256"]
    assert bundle.manifest["captured_by"] == "k.boateng"
    assert TEXT.split("#", maxsplit=1)[0].strip() in words(bundle.files["evidence.pdf"])
    item = next(body for name, body in bundle.files.items() if name.endswith(".json"))
    assert json.loads(item)["payload"] == {"id": "t1"}


def test_on_disk_it_is_sealed_and_its_owners_only(home: Home, clock: FakeClock) -> None:
    kept(home, clock, 1)
    (path,) = (home.folder / "evidence").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"Aleksander" not in path.read_bytes()
    assert b"%PDF" not in path.read_bytes()


def test_a_record_that_is_not_stored_leaves_no_file_behind(home: Home, clock: FakeClock) -> None:
    case = kept(home, clock, 1)
    school = load_school(home=home, purpose="test")

    def broken_off() -> None:
        with home.store.writing() as session:
            row = case_for(session, home, "k.boateng", case)
            capture(session, home, row, school=school, viewer="k.boateng", asked=Asked())
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        broken_off()
    assert len(list((home.folder / "evidence").iterdir())) == 1
    assert verify_evidence(home=home) == 1


def test_who_captured_and_who_viewed_is_recorded(home: Home, clock: FakeClock) -> None:
    case = kept(home, clock, 1)
    show_evidence(home=home, viewer="f.rahman", reference=case, number=1)
    with home.store.reading() as session:
        rows = session.query(AuditRow).filter(AuditRow.action.like("evidence:%")).order_by(AuditRow.number)
        assert [(row.actor, row.action) for row in rows] == [
            ("k.boateng", "evidence:captured"),
            ("f.rahman", "evidence:viewed"),
        ]


def test_a_whole_chain_verifies_with_the_public_key_alone(home: Home, clock: FakeClock) -> None:
    kept(home, clock)
    assert verify_evidence(home=home) == 3
    public = load_pem_public_key(public_key(home.cipher).encode())
    with home.store.reading() as session:
        for row in session.query(EvidenceRow):
            public.verify(row.signature, bytes.fromhex(row.link))  # type: ignore[union-attr,call-arg]  # an ed25519 key


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"manifest_sha256": "0" * 64}, "record 2 does not follow", id="another manifest"),
        pytest.param({"actor": "somebody"}, "record 2 does not follow", id="another person"),
        pytest.param({"signature": b"0" * 64}, "record 2 is not signed", id="another signature"),
        pytest.param({"previous": "0" * 64}, "record 2 does not follow", id="another predecessor"),
    ],
)
def test_a_changed_row_is_found(home: Home, clock: FakeClock, change: dict[str, object], message: str) -> None:
    kept(home, clock)
    with home.store.writing() as session:
        row = session.query(EvidenceRow).filter(EvidenceRow.number == 2).one()
        for name, value in change.items():
            setattr(row, name, value)
    with pytest.raises(StoreError, match=message):
        verify_evidence(home=home)


def test_a_row_taken_out_is_found(home: Home, clock: FakeClock) -> None:
    kept(home, clock)
    with home.store.writing() as session:
        session.delete(session.query(EvidenceRow).filter(EvidenceRow.number == 2).one())
    with pytest.raises(StoreError, match="record 2"):
        verify_evidence(home=home)


@pytest.mark.parametrize("damage", ["changed", "taken away", "swapped"])
def test_a_file_that_is_not_what_was_sealed_is_found(home: Home, clock: FakeClock, damage: str) -> None:
    kept(home, clock)
    first, second, _ = sorted((home.folder / "evidence").iterdir())
    if damage == "changed":
        body = bytearray(second.read_bytes())
        body[-1] ^= 1
        second.write_bytes(bytes(body))
    elif damage == "taken away":
        second.unlink()
    else:
        second.write_bytes(first.read_bytes())
    with pytest.raises(StoreError, match="record 2"):
        verify_evidence(home=home)


def test_nothing_is_kept_or_shown_of_a_locked_case(home: Home, clock: FakeClock) -> None:
    case = kept(home, clock, 1)
    lock_case(home=home, viewer="k.boateng", reference=case, why="x")
    with pytest.raises(InputError, match="locked"):
        keep_evidence(home=home, viewer="k.boateng", reference=case)
    with pytest.raises(InputError, match="locked"):
        show_evidence(home=home, viewer="k.boateng", reference=case, number=1)
    assert len(list((home.folder / "evidence").iterdir())) == 1


def test_a_record_of_another_case_is_not_there(home: Home, clock: FakeClock) -> None:
    case = kept(home, clock, 1)
    with pytest.raises(InputError, match="no evidence record"):
        show_evidence(home=home, viewer="k.boateng", reference=case, number=7)
