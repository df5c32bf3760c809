"""Own posts: breaches and how they end, held pictures and the two people, what must come down, the class's list."""

from __future__ import annotations

from pathlib import Path

import pytest
from clocks import FakeClock
from handed_registers import hand_in_registers
from pictures import saved, scene
from seats import labels, press, seated, words
from streamlit.testing.v1 import AppTest

from data.records import Picture, Post, RawItem
from data.registers.mapping import ColumnMapping
from data.registers.table import SheetInHand
from data.store import posts
from data.store.tables import AuditRow
from data.words import Direction, Platform, Role
from pipelines.attend import attend
from pipelines.audit_record import store_audit
from pipelines.home import Home
from pipelines.media import keep
from pipelines.people import add_person
from pipelines.register_import import import_sheet
from pipelines.registers import load_school

ROLL = (
    b"pupil_id,legal_first,surname,class,social_media\np1,Maisie,Trevanion,Year 4,yes\np2,Alek,Nowakowski,Year 4,no\n"
)
EVERY = {
    "audits": "Calendar and sign-off",
    "check": "Check before you post",
    "breaches": "Breaches",
    "holds": "Holds",
    "withdrawn": "To take down",
    "no-photo": "No-photo lists",
}
ACCOUNTS = "platform,handle,area,owner\nx,larkmereyear4,Year 4,o.pryce\n"


@pytest.fixture
def school(home: Home, tmp_path: Path) -> Home:
    """A roll of two, an account with an owner, and a data protection officer."""
    columns = {name: name for name in ("pupil_id", "legal_first", "surname", "class")}
    mapping = ColumnMapping("ours", columns, {"social_media": "social_media"})
    import_sheet(home=home, viewer="k.boateng", register="pupils", sheet=SheetInHand("roll.csv", ROLL), mapping=mapping)
    hand_in_registers(home, tmp_path, accounts=ACCOUNTS)
    for username, role in (("o.pryce", Role.ACCOUNT_OWNER), ("d.officer", Role.DPO), ("a.teacher", Role.STAFF)):
        add_person(home=home, username=username, display_name=username, email=None, roles=[role], actor="test")
    return home


def publish(home: Home, text: str, *, picture: bytes | None = None) -> None:
    images = (Picture("a.jpg"),) if picture is not None else ()
    post = Post(
        text, Platform.X, text, Direction.OWN, account="larkmereyear4", published_at=home.clock(), images=images
    )
    with home.store.writing() as session:
        posts.store_posts(session, home.school_id, "x", [posts.Mapped(post, RawItem("x", {}), 1)], now=home.clock())
    if picture is not None:
        keep(home, post, post.images[0], picture)
    attend(home=home, school=load_school(home=home, purpose="test"))


def view(username: str, key: str) -> AppTest:
    at = seated(username, "own_posts")
    at.segmented_control(key="view").set_value(key).run()
    assert not at.exception
    return at


@pytest.mark.parametrize(
    ("username", "views"),
    [
        pytest.param("k.boateng", [*EVERY], id="the DSL"),
        pytest.param("g.thornhill", [one for one in EVERY if one != "no-photo"], id="the director prints no list"),
        pytest.param("l.pemberton", ["audits", "check", "holds", "withdrawn"], id="the comms lead"),
        pytest.param("o.pryce", ["audits", "check", "holds", "withdrawn", "no-photo"], id="the owner of an account"),
        pytest.param("d.officer", ["audits", "breaches", "withdrawn", "no-photo"], id="the DPO declares nothing"),
        pytest.param("a.teacher", ["check"], id="staff check what they want to post"),
    ],
)
def test_views_by_role(school: Home, username: str, views: list[str]) -> None:
    at = seated(username, "own_posts")
    assert not at.exception
    assert at.segmented_control(key="view").options == [EVERY[view] for view in views]


def test_a_breach_is_given_an_outcome_and_the_dpo_decides(school: Home) -> None:
    publish(school, "Well done Alek Nowakowski, our star of the week!")
    at = view("g.thornhill", "breaches")
    at.button(key="outcome-0-record").click().run()
    assert "Choose what it was" in at.error[0].value
    assert "No outcome yet" in words(at)
    assert "Child named in our post" in words(at)
    assert "Alek" not in words(at)
    at.selectbox(key="outcome-0-what").set_value("removed")
    at.text_area(key="outcome-0-words").set_value("Taken down at noon")
    at.button(key="outcome-0-record").click().run()
    assert not at.exception
    assert "No breach waits" in words(at)
    at.toggle(key="breaches-all").set_value(True).run()
    assert "Ended: Taken down" in words(at)
    assert not [button for button in at.button if button.key and button.key.startswith("decision")]


def test_only_the_dpo_is_asked_for_the_decision(school: Home) -> None:
    publish(school, "Well done Alek Nowakowski, our star of the week!")
    at = view("d.officer", "breaches")
    at.selectbox(key="decision-0-what").set_value("record_only")
    at.text_area(key="decision-0-words").set_value("Seen by few, gone within the hour")
    at.button(key="decision-0-record").click().run()
    assert not at.exception
    assert "Recorded, the regulator is not told" in words(at)


def test_an_empty_view_says_what_to_do(school: Home) -> None:
    for key, said in (
        ("breaches", "No breach waits"),
        ("holds", "No picture is held"),
        ("withdrawn", "Nothing waits to be taken down"),
    ):
        assert said in words(view("k.boateng", key))


def looked_at(username: str) -> AppTest:
    return press(view(username, "holds"), "Look")


def test_a_held_picture_is_let_through_by_two(school: Home) -> None:
    publish(school, "A day at the pond.", picture=saved(scene(1)))
    at = looked_at("l.pemberton")
    assert "Alek Nowakowski" not in words(at)
    at.multiselect(key=_key(at, "classes")).set_value(["Year 4"]).run()
    at.multiselect(key=_key(at, "pupils")).set_value(["p1"]).run()
    press(at, "Say so")
    assert not at.exception
    assert "A second person must confirm it" in at.success[0].value
    again = looked_at("l.pemberton")
    assert "Confirm" not in labels(again)
    second = looked_at("k.boateng")
    assert "Alek Nowakowski (Year 4)" in words(second)
    assert "l.pemberton said: Maisie Trevanion" in words(second)
    press(second, "Confirm")
    assert "Let through by two people" in second.success[0].value
    assert "No picture is held" in words(second)


def test_a_child_without_permission_makes_it_a_breach_at_once(school: Home) -> None:
    publish(school, "A day at the pond.", picture=saved(scene(1)))
    at = looked_at("k.boateng")
    at.multiselect(key=_key(at, "classes")).set_value(["Year 4"]).run()
    at.multiselect(key=_key(at, "pupils")).set_value(["p2"]).run()
    press(at, "Say so")
    assert "take it down" in at.error[0].value


def _key(at: AppTest, part: str) -> str:
    return next(box.key for box in at.multiselect if box.key and box.key.endswith(part))


def test_the_list_of_a_class_is_made_and_recorded(school: Home) -> None:
    at = press(view("o.pryce", "no-photo"), "Make the list")
    assert not at.exception
    assert "1 child is on the list" in at.success[0].value
    with school.store.reading() as session:
        assert [row.actor for row in session.query(AuditRow) if row.action == "no_photo_list:printed"] == ["o.pryce"]


def test_what_a_withdrawal_asks_to_take_down(school: Home, earlier: FakeClock) -> None:
    import_photo(school)
    publish(school, "A day at the pond.", picture=saved(scene(2)))
    roll = SheetInHand("roll.csv", ROLL.replace(b"Year 4,yes", b"Year 4,no"))
    columns = {name: name for name in ("pupil_id", "legal_first", "surname", "class")}
    mapping = ColumnMapping("ours", columns, {"social_media": "social_media"})
    import_sheet(home=school, viewer="k.boateng", register="pupils", sheet=roll, mapping=mapping)
    at = view("l.pemberton", "withdrawn")
    assert "1 post to take down" in words(at)
    assert "Maisie" not in words(at)


def import_photo(home: Home) -> None:
    sheet = SheetInHand("photos.csv", b"file,pupil_ids,others,status\na.jpg,p1,0,approved\n")
    columns = {name: name for name in ("file", "pupil_ids", "others", "status")}
    import_sheet(
        home=home, viewer="l.pemberton", register="photos", sheet=sheet, mapping=ColumnMapping("ours", columns)
    )


# --- Check before you post -----------------------------------------------------------------------------------------------


def checked(username: str, text: str, *files: tuple[str, bytes, str]) -> AppTest:
    at = view(username, "check")
    at.text_area(key="check-text").set_value(text)
    if files:
        at.file_uploader[0].set_value(list(files))
    return at.run()


def test_words_alone_are_clear_or_a_breach(school: Home) -> None:
    at = press(checked("a.teacher", "A lovely day at the pond."), "Check it")
    assert not at.exception
    assert "Clear" in at.success[0].value
    at.text_area(key="check-text").set_value("Well done Alek Nowakowski!").run()
    assert not at.success
    press(at, "Check it")
    assert "Breach: do not publish" in at.error[0].value
    assert "<mark" in words(at)
    with school.store.reading() as session:
        said = [(row.actor, row.reason) for row in session.query(AuditRow) if row.action == "own_post:checked"]
    assert said == [("a.teacher", "clear"), ("a.teacher", "breach")]


def test_a_picture_is_held_until_somebody_says_who_is_in_it(school: Home) -> None:
    at = press(checked("l.pemberton", "At the pond.", ("p.jpg", saved(scene(3)), "image/jpeg")), "Check it")
    assert not at.exception
    assert "Hold" in at.warning[0].value
    at.toggle(key="check-declares-0").set_value(True).run()
    press(at, "Check it")
    assert "Clear" in at.success[0].value
    assert [button.label for button in at.get("download_button")] == ["Download the cleaned picture"]


def test_a_child_without_permission_is_a_breach(school: Home) -> None:
    at = checked("o.pryce", "At the pond.", ("p.jpg", saved(scene(3)), "image/jpeg"))
    at.toggle(key="check-declares-0").set_value(True).run()
    at.multiselect(key="check-0-pupils").set_value(["p2"]).run()
    press(at, "Check it")
    assert "Breach" in at.error[0].value


def test_a_file_that_is_no_picture_is_told(school: Home) -> None:
    at = press(checked("l.pemberton", "At the pond.", ("p.jpg", b"<svg/>", "image/jpeg")), "Check it")
    assert not at.exception
    assert "It cannot be used" in words(at)


def test_the_calendar_says_in_words_what_its_marks_mean(school: Home) -> None:
    with school.store.writing() as session:
        store_audit(session, school, since=school.clock(), actor="test", counts={"read": 0}, exceptions=[])
    said = words(seated("g.thornhill", "own_posts"))
    assert said.count("<td") == 35
    assert "Audited, not signed off; 0 published" in said
    assert "No audit ran" in said
