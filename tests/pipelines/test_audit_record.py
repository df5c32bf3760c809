"""The daily audit's record, the breach log and its clock, the checks of devices: with the shipped detectors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from clocks import FakeClock
from handed_registers import hand_in_registers
from homes import PEOPLE, made_home
from sqlalchemy import select

from data.errors import InputError
from data.store.own_post_tables import BreachRow, OwnAuditRow
from data.store.tables import CaseRow, OutboxRow, PersonRow, PostRow
from data.words import BreachDecision, BreachOutcome, CaseStatus, CloseReason, Label, Role
from pipelines.audit import audit_own_posts
from pipelines.audit_record import audits, sign_off
from pipelines.breach_log import breach_log, check_device, decide, say_outcome
from pipelines.cases import change_status, show_case
from pipelines.home import Home
from pipelines.import_posts import import_posts

ROLL = "pupil_id,legal_first,surname,class,social_media\np1,Maisie,Trevanion,Year 4,yes\n"
ACCOUNTS = "platform,handle,area,owner\nx,larkmereyear4,Year 4,o.pryce\n"
WITH_DPO = {**PEOPLE, "d.po": Role.DPO, "o.pryce": Role.ACCOUNT_OWNER}
NAMED = {"id": "1", "text": "Well done Maisie Trevanion, star of the week!"}
CODE = {"id": "2", "text": "The new gate code is 5527 from Monday."}
CLEAN = {"id": "3", "text": "A lovely day in the pond area."}


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    with made_home(tmp_path, clock, people=WITH_DPO) as opened:
        hand_in_registers(opened, tmp_path, pupils=ROLL, accounts=ACCOUNTS)
        yield opened


def publish(home: Home, *posts: dict[str, object]) -> None:
    lines = [
        json.dumps({"platform": "x", "direction": "own", "account": "larkmereyear4", **post,
                    "published_at": home.clock().isoformat()})
        for post in posts
    ]  # fmt: skip
    import_posts(home=home, lines=lines, actor="test")


def audited(home: Home):  # noqa: ANN201 - a test's shorthand
    return audit_own_posts(home=home, since=home.clock() - timedelta(days=1), collect_first=False)


def reference(home: Home) -> str:
    with home.store.reading() as session:
        return session.scalars(select(CaseRow.reference).order_by(CaseRow.id)).first() or ""


def test_an_audit_is_recorded_and_signed_off_once_by_those_who_may(home: Home, clock: FakeClock) -> None:
    publish(home, NAMED, CLEAN)
    done = audited(home)
    assert (done.read, done.breaches, done.holds) == (2, 1, 0)
    for viewer, words, match in (
        ("l.pemberton", "done", "your roles do not let you"),
        ("g.thornhill", " ", "say in a few words"),
        ("nobody", "done", "goodname user add"),
    ):
        with pytest.raises(InputError, match=match):
            sign_off(home=home, viewer=viewer, words=words)
    signed = sign_off(home=home, viewer="g.thornhill", words="The owner takes it down today.")
    assert (signed.number, signed.signed_by, signed.signed_at) == (done.number, "g.thornhill", clock())
    assert (signed.counts["read"], signed.counts["breaches"], signed.counts["open_breaches"]) == (2, 1, 1)
    assert "1 breaches without an outcome" in signed.exceptions
    with pytest.raises(InputError, match="no audit of this number"):
        sign_off(home=home, viewer="g.thornhill", words="again")
    with home.store.reading() as session:
        assert b"owner" not in (session.scalars(select(OwnAuditRow.note_sealed)).one() or b"")


def test_a_clean_day_is_signed_without_words(home: Home) -> None:
    publish(home, CLEAN)
    assert audited(home).exceptions == ()
    assert sign_off(home=home, viewer="k.boateng").exceptions == ()


def test_what_nobody_signed_is_an_exception_of_a_later_audit(home: Home, clock: FakeClock) -> None:
    audited(home)
    clock.move(days=3)
    assert "1 earlier audits that nobody has signed off" in audited(home).exceptions
    assert len(audits(home=home)) == 2


def test_a_clip_and_what_went_unread_are_counted(home: Home) -> None:
    clip = {"images": [{"file": "clip.mp4", "pupil_ids": ["p1"], "kind": "video"}]}
    publish(home, {**CLEAN, **clip}, {"id": "story", "text": "Off to assembly.", **clip})
    with home.store.writing() as session:
        session.scalars(select(PostRow).where(PostRow.native_id == "story")).one().gone_at = home.clock()
    record = audited(home)
    assert any("clips" in line for line in record.exceptions)
    assert any("before they were read whole" in line for line in record.exceptions)
    assert audits(home=home)[0].counts["clips_not_examined"] >= 1
    assert audits(home=home)[0].counts["expired_unread"] == 1


def test_an_old_roll_is_an_exception(home: Home, clock: FakeClock) -> None:
    clock.move(days=36)
    assert any("older than 35 days" in line for line in audited(home).exceptions)


def test_the_owner_of_the_account_is_told_without_content(home: Home) -> None:
    publish(home, NAMED)
    with home.store.reading() as session:
        rows = session.execute(
            select(OutboxRow.body, OutboxRow.subject).join(PersonRow, PersonRow.id == OutboxRow.person_id).where(
                PersonRow.username == "o.pryce"
            )
        ).all()  # fmt: skip
    assert rows
    assert not any(word in f"{row.body} {row.subject}" for row in rows for word in ("Maisie", "Trevanion", "star"))


def test_a_breach_keeps_its_case_open_until_it_has_an_outcome(home: Home) -> None:
    publish(home, NAMED)
    (line,) = breach_log(home=home, viewer="g.thornhill")
    assert (line.labels, line.outcome, line.child_exposed, line.owner) == ((Label.CHILD_NAMED,), None, True, "o.pryce")
    close = {"home": home, "viewer": "k.boateng", "reference": line.case, "status": CaseStatus.CLOSED, "words": "done"}
    for reason in (CloseReason.NO_ACTION, CloseReason.REPLIED, CloseReason.PASSED_ON):
        with pytest.raises(InputError, match="without an outcome"):
            change_status(**close, reason=reason)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="few words"):
        say_outcome(home=home, viewer="k.boateng", reference=line.case, outcome=BreachOutcome.EDITED, words=" ")
    say_outcome(
        home=home, viewer="k.boateng", reference=line.case, outcome=BreachOutcome.EDITED, words="Name taken out."
    )
    change_status(**close, reason=CloseReason.NO_ACTION)  # type: ignore[arg-type]
    assert breach_log(home=home, viewer="g.thornhill", open_only=True) == []
    with pytest.raises(InputError, match="no breach that waits"):
        say_outcome(home=home, viewer="k.boateng", reference=line.case, outcome=BreachOutcome.EDITED, words="Again.")


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        pytest.param(CloseReason.REMOVED, BreachOutcome.REMOVED, id="removed"),
        pytest.param(CloseReason.FALSE_ALARM, BreachOutcome.NO_BREACH, id="false alarm"),
    ],
)
def test_closing_as_removed_or_as_a_false_alarm_is_an_outcome(
    home: Home, reason: CloseReason, outcome: BreachOutcome
) -> None:
    publish(home, NAMED)
    change_status(
        home=home, viewer="k.boateng", reference=reference(home), status=CaseStatus.CLOSED, words="done", reason=reason
    )
    (line,) = breach_log(home=home, viewer="g.thornhill")
    assert (line.outcome, line.outcome_by) == (outcome, "k.boateng")


def test_a_post_said_to_be_gone_is_looked_for_again(home: Home) -> None:
    publish(home, NAMED)
    case = reference(home)
    say_outcome(
        home=home, viewer="k.boateng", reference=case, outcome=BreachOutcome.REMOVED, words="The owner says so."
    )
    assert breach_log(home=home, viewer="g.thornhill")[0].recheck == "still there"
    assert any("still there" in line for line in audited(home).exceptions)
    with home.store.writing() as session:
        session.scalars(select(PostRow)).one().gone_at = home.clock()
    assert not any("still there" in line for line in audited(home).exceptions)
    assert breach_log(home=home, viewer="g.thornhill")[0].recheck == "gone"


def test_what_was_found_in_a_post_that_was_taken_down_stands_after_the_next_audit(home: Home) -> None:
    publish(home, NAMED)
    before = show_case(home=home, viewer="k.boateng", reference=reference(home)).posts[0]
    with home.store.writing() as session:
        session.scalars(select(PostRow)).one().gone_at = home.clock()
    audited(home)
    after = show_case(home=home, viewer="k.boateng", reference=reference(home)).posts[0]
    assert after.findings == before.findings != ()
    assert after.post.text == before.post.text != ""


def test_the_dpo_decides_within_72_hours(home: Home, clock: FakeClock) -> None:
    publish(home, NAMED)
    (line,) = breach_log(home=home, viewer="d.po")
    assert line.decide_by == clock() + timedelta(hours=72)
    clock.move(hours=73)
    assert any("beyond their 72 hours" in words for words in audited(home).exceptions)
    options = {"home": home, "reference": line.case, "decision": BreachDecision.RECORD_ONLY}
    with pytest.raises(InputError, match="your roles"):
        decide(viewer="g.thornhill", words="Low risk.", **options)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="few words"):
        decide(viewer="d.po", words="", **options)  # type: ignore[arg-type]
    assert decide(viewer="d.po", words="Low risk, removed within the hour.", **options) == 1  # type: ignore[arg-type]
    assert breach_log(home=home, viewer="d.po")[0].decision is BreachDecision.RECORD_ONLY
    assert not any("data protection officer" in words for words in audited(home).exceptions)
    with home.store.reading() as session:
        assert b"risk" not in (session.scalars(select(BreachRow.decision_sealed)).one() or b"")


def test_a_breach_that_exposes_no_child_has_no_clock(home: Home) -> None:
    publish(home, CODE)
    (line,) = breach_log(home=home, viewer="d.po")
    assert (line.labels, line.child_exposed, line.decide_by) == ((Label.SECURITY_DISCLOSURE,), False, None)
    with pytest.raises(InputError, match="no breach that waits for a decision"):
        decide(home=home, viewer="d.po", reference=line.case, decision=BreachDecision.RECORD_ONLY, words="-")


@pytest.mark.parametrize("viewer", ["l.pemberton", "p.adeyemi", "nobody"])
def test_who_does_not_read_the_breach_log(home: Home, viewer: str) -> None:
    with pytest.raises(InputError):
        breach_log(home=home, viewer=viewer)


def test_a_device_is_checked_once_in_twelve_months(home: Home, clock: FakeClock) -> None:
    check = {"home": home, "viewer": "g.thornhill", "device": "iPad 7"}
    with pytest.raises(InputError, match="somebody else"):
        check_device(**check, oldest_picture_on=None, cleared=True, second_checker="g.thornhill")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="day to come"):
        check_device(**check, oldest_picture_on=date(2027, 1, 1), cleared=True)  # type: ignore[arg-type]
    check_device(**check, oldest_picture_on=date(2025, 1, 1), cleared=False)  # type: ignore[arg-type]
    assert any("devices not checked" in words for words in audited(home).exceptions)
    check_device(**check, oldest_picture_on=None, cleared=True)  # type: ignore[arg-type]
    assert not any("devices not checked" in words for words in audited(home).exceptions)
    clock.move(days=366)
    assert any("devices not checked" in words for words in audited(home).exceptions)
