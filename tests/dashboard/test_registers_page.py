"""Registers: looking a pupil up as far as roles go, the import with its steps, and the state of all registers."""

from __future__ import annotations

import pytest
from seats import labels, press, seated, words
from streamlit.testing.v1 import AppTest

from data.registers.mapping import ColumnMapping
from data.registers.table import SheetInHand
from data.store.tables import AuditRow
from pipelines.home import Home
from pipelines.pupil_search import find_pupils
from pipelines.register_import import import_sheet

ROLL = b"pupil_id,legal_first,surname,class,website,social_media\nP1,Aleksander,Nowakowski,Year 4,yes,no\n"


@pytest.fixture
def roll(home: Home) -> Home:
    """A roll of one pupil."""
    columns = {name: name for name in ("pupil_id", "legal_first", "surname", "class")}
    mapping = ColumnMapping("ours", columns, {"website": "website", "social_media": "social_media"})
    import_sheet(home=home, viewer="k.boateng", register="pupils", sheet=SheetInHand("roll.csv", ROLL), mapping=mapping)
    return home


def looked_up(username: str) -> AppTest:
    at = seated(username, "registers")
    at.text_input(key="look-up-words").set_value("nowak").run()
    return press(press(at, "Find"), "Look")


def test_the_dsl_sees_why(roll: Home) -> None:
    at = looked_up("k.boateng")
    assert not at.exception
    assert "Aleksander Nowakowski" in words(at)
    assert "School website and prospectus online: given" in words(at)
    with roll.store.reading() as session:
        assert [row.actor for row in session.query(AuditRow) if row.action == "pupil:viewed"] == ["k.boateng"]


def test_the_comms_lead_sees_yes_and_no_and_not_why(roll: Home) -> None:
    said = words(looked_up("l.pemberton"))
    assert "Yes" in said
    assert "School website and prospectus online" in said
    assert "given" not in said
    assert "Record" not in said


def test_a_decision_is_recorded_and_seen_at_once(roll: Home) -> None:
    at = looked_up("k.boateng")
    at.multiselect(key="decision-purposes").set_value(["website"])
    at.selectbox(key="decision-status").set_value("withdrawn")
    at.button(key="FormSubmitter:decision-Record").click().run()
    assert not at.exception
    assert "What is published was searched" in at.success[0].value
    assert "School website and prospectus online: withdrawn" in words(at)


def test_a_decision_without_a_purpose_is_asked_for_one(roll: Home) -> None:
    at = looked_up("k.boateng")
    at.button(key="FormSubmitter:decision-Record").click().run()
    assert "Say for which purposes" in words(at)


def test_too_short_a_piece_of_a_name_lists_nobody(roll: Home) -> None:
    at = seated("k.boateng", "registers")
    at.text_input(key="look-up-words").set_value("n").run()
    assert "at least 2 letters" in words(press(at, "Find"))


def with_file(content: bytes, username: str = "k.boateng") -> AppTest:
    at = seated(username, "registers")
    at.segmented_control(key="view").set_value("import").run()
    at.file_uploader[0].set_value([("export.csv", content, "text/csv")]).run()
    return at


def test_the_steps_of_an_import(home: Home) -> None:
    at = with_file(ROLL)
    assert not at.exception
    assert "1 line, 6 columns" in words(at)
    assert "Import" not in labels(at)
    press(at, "Show what would change")
    assert "Added: 1" in words(at)
    assert find_pupils(home=home, viewer="k.boateng", words="nowak") == []
    press(at, "Import")
    assert "Imported: 1 added" in at.success[0].value
    assert len(find_pupils(home=home, viewer="k.boateng", words="nowak")) == 1


def test_another_column_asks_for_another_look(home: Home) -> None:
    at = press(with_file(ROLL), "Show what would change")
    next(box for box in at.selectbox if box.label == "Social media").set_value("").run()
    assert "Import" not in labels(at)


def test_a_line_that_cannot_be_used_keeps_the_import_away(home: Home) -> None:
    at = press(with_file(ROLL + b"P1,Again,Nowakowski,Year 4,yes,no\n"), "Show what would change")
    assert "1 line cannot be used" in words(at)
    assert "line 3" in words(at)
    assert "Import" not in labels(at)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "Is empty", id="nothing in it"),
        pytest.param(b"a;b;c\n1;2;3\n", "not separated by commas", id="semicolons"),
        pytest.param(b"PK\x03\x04", "is not CSV text", id="a spreadsheet"),
        pytest.param(b"first,last\nA,B\n", "choose the column for", id="no id"),
    ],
)
def test_a_file_that_is_no_roll_is_told(home: Home, content: bytes, said: str) -> None:
    at = with_file(content)
    assert not at.exception
    assert said.casefold() in words(at).casefold()
    assert "Import" not in labels(at)


def test_the_state_says_when_no_roll_is_there(home: Home) -> None:
    at = seated("l.pemberton", "registers")
    at.segmented_control(key="view").set_value("state").run()
    assert "no roll has been imported" in words(at)


def test_an_accounts_owner_imports_nothing(home: Home) -> None:
    at = seated("l.pemberton", "registers")
    at.segmented_control(key="view").set_value("import").run()
    assert at.selectbox(key="import-register").options == ["Our own accounts", "Declared photos"]
