"""Importing a register from the dashboard: roles, what a file's columns seem to be, the dry run, and the saved mapping."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import PEOPLE, made_home

from data.errors import InputError
from data.registers.mapping import ColumnMapping
from data.registers.table import SheetInHand
from data.store.tables import AuditRow, RegisterRow
from data.words import Role
from pipelines.home import Home
from pipelines.pupil_search import find_pupils, may_decide, register_facts
from pipelines.register_import import COLUMNS, consents_in, dry_run, import_sheet, may_import, preview

OURS = SheetInHand(
    "roll.csv",
    b"pupil_id,legal_first,surname,class,website,social_media\n"
    b"P1,Aleksander,Nowakowski,Year 4,yes,yes\nP2,Ma\xc3\xafsie,Trevanion,Year 4,yes,no\n",
)
ARBOR = SheetInHand(
    "export.csv",
    b"Arbor Student ID,Legal First Name,Legal Last Name,Registration Form,Social media photograph\n"
    b"P1,Aleksander,Nowakowski,Year 4,Consent given\n",
)
LONG = SheetInHand(
    "consents.csv",
    b"Key,Child,Form,Kind,Answer\n"
    b'P1,"Nowakowski, Aleksander",Y4,On the web,Yes\nP1,"Nowakowski, Aleksander",Y4,Sun cream,Yes\n',
)


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    people = {**PEOPLE, "r.desai": Role.ICT, "o.pryce": Role.ACCOUNT_OWNER}
    with made_home(tmp_path, clock, people=people) as opened:
        yield opened


def ask(home: Home, sheet: SheetInHand) -> ColumnMapping:
    return preview(home=home, viewer="k.boateng", register="pupils", sheet=sheet).suggested


@pytest.mark.parametrize(
    ("username", "registers"),
    [
        pytest.param("k.boateng", ("pupils", "staff", "accounts", "photos"), id="the DSL"),
        pytest.param("h.ashdown", ("pupils", "staff", "accounts", "photos"), id="the head"),
        pytest.param("l.pemberton", ("accounts", "photos"), id="the comms lead imports no roll"),
        pytest.param("g.thornhill", (), id="the director imports nothing"),
        pytest.param("r.desai", (), id="ICT never reads a register"),
        pytest.param("o.pryce", (), id="an account's owner imports nothing"),
        pytest.param("nobody", (), id="nobody"),
    ],
)
def test_who_imports_what(home: Home, username: str, registers: tuple[str, ...]) -> None:
    assert may_import(home=home, viewer=username) == registers
    for register in set(COLUMNS) - set(registers):
        with pytest.raises(InputError):
            preview(home=home, viewer=username, register=register, sheet=OURS)
        with pytest.raises(InputError):
            import_sheet(home=home, viewer=username, register=register, sheet=OURS, mapping=ColumnMapping("ours"))


@pytest.mark.parametrize(
    ("sheet", "columns", "permissions"),
    [
        pytest.param(
            OURS,
            {"pupil_id": "pupil_id", "legal_first": "legal_first", "surname": "surname", "class": "class"},
            {"website": "website", "social_media": "social_media"},
            id="our own names",
        ),
        pytest.param(
            ARBOR,
            {
                "pupil_id": "Arbor Student ID",
                "legal_first": "Legal First Name",
                "surname": "Legal Last Name",
                "class": "Registration Form",
            },
            {"Social media photograph": "social_media"},
            id="a known export, less what the file does not have",
        ),
        pytest.param(LONG, {}, {}, id="an unknown one"),
    ],
)
def test_what_a_files_columns_seem_to_be(
    home: Home, sheet: SheetInHand, columns: dict[str, str], permissions: dict[str, str]
) -> None:
    mapping = ask(home, sheet)
    assert (mapping.columns, mapping.permissions) == (columns, permissions)


def test_a_preview_shows_the_first_lines_and_stores_nothing(home: Home) -> None:
    seen = preview(home=home, viewer="k.boateng", register="pupils", sheet=OURS)
    assert seen.columns[:2] == ("pupil_id", "legal_first")
    assert seen.first_lines[1][:2] == ("P2", "Maïsie")
    assert seen.lines == 2
    assert seen.purposes["social_media"] == "Social media"
    with home.store.reading() as session:
        assert session.query(RegisterRow).count() == 0


def test_a_dry_run_stores_nothing_and_the_import_does_and_keeps_the_mapping(home: Home) -> None:
    mapping = ColumnMapping(
        "your own",
        {"pupil_id": "Arbor Student ID", "legal_first": "Legal First Name", "surname": "Legal Last Name"},
        {"Social media photograph": "website"},
        values={"consent given": "given"},
    )
    asked = dry_run(home=home, viewer="k.boateng", register="pupils", sheet=ARBOR, mapping=mapping)
    assert (asked.added, asked.stored) == (1, False)
    done, swept = import_sheet(home=home, viewer="k.boateng", register="pupils", sheet=ARBOR, mapping=mapping)
    assert (done.added, done.stored, swept) == (1, True, [])
    assert ask(home, ARBOR).permissions == {"Social media photograph": "website"}
    with home.store.reading() as session:
        said = [(row.actor, row.action) for row in session.query(AuditRow) if row.action.startswith("pupils:")]
    assert ("k.boateng", "pupils:imported") in said
    assert ("k.boateng", "pupils:mapping_saved") in said


def test_a_line_that_cannot_be_used_keeps_the_whole_file_out(home: Home) -> None:
    sheet = SheetInHand("roll.csv", OURS.content + b"P2,Jack,Again,Year 1,yes,yes\n")
    asked = dry_run(home=home, viewer="k.boateng", register="pupils", sheet=sheet, mapping=ask(home, sheet))
    assert ["line 4" in entry.why for entry in asked.rejected] == [True]
    with pytest.raises(InputError, match="nothing was stored"):
        import_sheet(home=home, viewer="k.boateng", register="pupils", sheet=sheet, mapping=ask(home, sheet))


def test_the_names_of_consents_in_a_long_file(home: Home) -> None:
    assert consents_in(home=home, viewer="k.boateng", sheet=LONG, column="Kind") == ("On the web", "Sun cream")
    mapping = ColumnMapping(
        "your own",
        {"pupil_id": "Key", "full_name": "Child", "class": "Form"},
        {"On the web": "website"},
        {"consent": "Kind", "status": "Answer"},
    )
    done, _ = import_sheet(home=home, viewer="k.boateng", register="pupils", sheet=LONG, mapping=mapping)
    assert done.added == 1


def test_searching_by_a_piece_of_a_name_is_recorded_without_it(home: Home) -> None:
    import_sheet(home=home, viewer="k.boateng", register="pupils", sheet=OURS, mapping=ask(home, OURS))
    assert [one.pupil_id for one in find_pupils(home=home, viewer="l.pemberton", words="maisie t")] == ["P2"]
    assert [one.name for one in find_pupils(home=home, viewer="l.pemberton", words="NOWA")] == ["Aleksander Nowakowski"]
    assert find_pupils(home=home, viewer="k.boateng", words="zz") == []
    with home.store.reading() as session:
        rows = [row for row in session.query(AuditRow) if row.action == "pupils:searched"]
    assert [row.details for row in rows] == [{"found": 1}, {"found": 1}, {"found": 0}]


@pytest.mark.parametrize(
    ("username", "words", "why"),
    [
        ("k.boateng", "a", "at least 2 letters"),
        ("r.desai", "maisie", "your roles do not open"),
        ("g.thornhill", "maisie", "your roles do not open"),
        ("o.pryce", "maisie", "your roles do not open"),
        ("nobody", "maisie", "not on the list"),
    ],
)
def test_who_finds_nobody(home: Home, username: str, words: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        find_pupils(home=home, viewer=username, words=words)


def test_only_some_record_decisions_and_the_state_names_nobody(home: Home) -> None:
    assert may_decide(home=home, viewer="k.boateng")
    assert not may_decide(home=home, viewer="l.pemberton")
    facts, age = register_facts(home=home)
    assert {fact.entries for fact in facts} == {0}
    assert age.days is None
