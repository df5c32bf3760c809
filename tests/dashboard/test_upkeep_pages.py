"""Users, audit log, hand in and own posts: who may do what there, and what it leaves behind."""

from __future__ import annotations

import pytest
from opened_cases import mention, open_case, said
from seats import labels, press, seated, session_of, words

from dashboard import desk
from data.errors import InputError
from data.store.tables import AuditRow, PostRow
from data.words import Label
from pipelines.audit_record import store_audit
from pipelines.home import Home
from pipelines.log_book import check_log, read_log
from pipelines.sign_in.roster import end_sessions, invite, roster
from pipelines.sign_in.sessions import signed_in


def test_the_head_makes_a_link_that_is_shown_once(home: Home) -> None:
    at = seated("h.ashdown", "users")
    assert not at.exception
    assert "No password yet" in words(at)
    at.button(key="invite-l.pemberton").click().run()
    shown = [element.value for element in at.code]
    assert len(shown) == 1
    assert "/invitation?token=" in shown[0]
    at.run()
    assert not at.code
    with home.store.reading() as session:
        made = [row.actor for row in session.query(AuditRow) if row.action == "person:invitation_made"]
    assert made == ["h.ashdown"]


def test_sessions_of_others_can_be_ended(home: Home) -> None:
    token = session_of(desk.home(), "l.pemberton")
    at = seated("h.ashdown", "users")
    at.button(key="end-l.pemberton").click().run()
    assert signed_in(home=desk.home(), token=token, touch=False) is None
    assert [title.value for title in at.title] == ["Users"]


def test_ict_sees_who_can_sign_in_and_hands_out_nothing(home: Home) -> None:
    at = seated("r.desai", "users")
    assert "l.pemberton" in words(at)
    assert labels(at) == ["Sign out"]
    for act in (invite, end_sessions):
        with pytest.raises(InputError, match="your roles do not let you"):
            act(home=home, viewer="r.desai", username="k.boateng")


@pytest.mark.parametrize("username", ["l.pemberton", "s.marsh", "stranger"])
def test_others_do_not_see_the_list(home: Home, username: str) -> None:
    with pytest.raises(InputError):
        roster(home=home, viewer=username)
    with pytest.raises(InputError):
        check_log(home=home, viewer=username)


def test_the_log_is_checked_and_its_lines_name_no_case(home: Home) -> None:
    reference = open_case(home, mention("1", "words"), said(Label.ABUSIVE), denied=("h.ashdown",))
    seated("k.boateng", "case", ref=reference)
    at = press(seated("h.ashdown", "audit_log"), "Check the log")
    assert not at.exception
    assert "The log is whole" in at.success[0].value
    table = at.dataframe[0].value
    assert "log: checked" in set(table["What"])
    # Whom the case keeps out must not learn from the log that somebody works on it.
    assert "case: viewed" not in set(table["What"])
    others = seated("f.rahman", "audit_log").dataframe[0].value
    assert "case: viewed" in set(others["What"])
    assert reference not in others.to_string()


def test_ict_checks_the_log_and_reads_no_line(home: Home) -> None:
    at = press(seated("r.desai", "audit_log"), "Check the log")
    assert at.success
    assert not at.dataframe
    with pytest.raises(InputError):
        read_log(home=home, viewer="r.desai")


def test_a_log_that_was_changed_is_told(home: Home) -> None:
    with home.store.writing() as session:
        session.query(AuditRow).filter(AuditRow.number == 1).update({"actor": "somebody else"})
    at = press(seated("r.desai", "audit_log"), "Check the log")
    assert "line 1 does not follow" in words(at)


def test_a_post_is_handed_in_and_read(home: Home) -> None:
    at = seated("l.pemberton", "hand_in")
    press(at, "Hand it in")
    assert "Paste the words of the post" in words(at)
    at.text_area(key="hand-in-words").set_value("Lovely fair at Larkmere Primary School on Saturday").run()
    press(at, "Hand it in")
    assert not at.exception
    assert "Taken" in at.success[0].value
    assert at.text_area(key="hand-in-words").value == ""
    with home.store.reading() as session:
        assert session.query(PostRow).one().provenance == "handed_in"
        assert [row.actor for row in session.query(AuditRow) if row.action == "posts:handed_in"] == ["l.pemberton"]


def test_an_audit_is_signed_off_with_words_where_it_has_exceptions(home: Home) -> None:
    with home.store.writing() as session:
        number = store_audit(
            session, home, since=home.clock(), actor="test", counts={"posts": 3}, exceptions=["1 picture was not read"]
        ).id
    at = seated("g.thornhill", "own_posts")
    assert "1 picture was not read" in words(at)
    press(at, "Sign off")
    assert "say in a few words" in words(at)
    at.text_area(key=f"words-{number}").set_value("Looked at by hand").run()
    press(at, "Sign off")
    assert "Signed off" in words(at)
    assert "Sign off" not in labels(at)


def test_whoever_does_not_sign_is_told_who_does(home: Home) -> None:
    with home.store.writing() as session:
        store_audit(session, home, since=home.clock(), actor="test", counts={"posts": 3}, exceptions=[])
    at = press(seated("l.pemberton", "own_posts"), "Sign off")
    assert "Your roles do not let you sign off the audit" in words(at)


def test_without_audits_it_says_how_one_is_run(home: Home) -> None:
    assert "goodname audit" in words(seated("g.thornhill", "own_posts"))
