"""Registers: a line for each thing done, nothing of a case that keeps its reader out, no formula in a CSV."""

from __future__ import annotations

import random
from datetime import date

import pytest
from clocks import FakeClock
from documents import CHILDREN, STAFF, UNSEEN, URL, case_with_names, words
from opened_cases import mention, open_case, said
from reported_term import WORDS, a_term, removed, report, rows, stepped
from stored_cases import close

from casework.disclosure import Disclosure
from data.removal_words import Consent, PackRoute
from data.store import audit
from data.words import SOURCE_KEYS, CloseReason, Label
from pipelines.audit_record import store_audit
from pipelines.breach_log import check_device
from pipelines.case_acts import acknowledge
from pipelines.home import Home
from pipelines.pack import make_pack
from pipelines.removal import log_disclosure

# --- Registers --------------------------------------------------------------------------------------------------------


def test_the_takedown_register(home: Home, clock: FakeClock) -> None:
    case = case_with_names(home)
    removed(home, clock, case, 5)
    header, row = rows(report(home, "takedowns"))
    found = dict(zip(header, row, strict=True))
    assert found["Address"] == URL
    assert found["Filed by"] == "The school"
    assert found["Reference"] == "'=cmd()"
    assert (found["Outcome"], found["Now"]) == ("Removed", "Removed")


def test_the_disclosure_log(home: Home) -> None:
    case = case_with_names(home)
    said_so = Disclosure("@helpline", "+removal", Consent.NOT_SOUGHT, "-it would alert them")
    log_disclosure(home=home, viewer="k.boateng", reference=case, route=PackRoute.POSH, said=said_so)
    header, row = rows(report(home, "disclosures"))
    found = dict(zip(header, row, strict=True))
    assert (found["To whom"], found["Why"], found["Why not asked"]) == (
        "'@helpline",
        "'+removal",
        "'-it would alert them",
    )
    assert found["Consent"] == "Not asked for"


def test_the_access_log_leaves_out_what_keeps_its_reader_out(home: Home) -> None:
    case = case_with_names(home, denied=("h.ashdown",))
    make_pack(home=home, viewer="k.boateng", reference=case, route=PackRoute.POSH, form="pdf", said=UNSEEN)
    assert any(case in row for row in rows(report(home, "access")))
    assert not any(case in row for row in rows(report(home, "access", viewer="h.ashdown")))


@pytest.mark.parametrize("kind", ["takedowns", "disclosures", "breaches", "incidents", "escalations", "over_flags"])
def test_a_register_holds_nothing_of_a_case_that_keeps_its_reader_out(home: Home, clock: FakeClock, kind: str) -> None:
    case = case_with_names(home, denied=("h.ashdown",))
    removed(home, clock, case, 1)
    log_disclosure(home=home, viewer="k.boateng", reference=case, route=PackRoute.POSH, said=UNSEEN)
    stepped(home, case)
    close(home, case, reason=CloseReason.FALSE_ALARM)
    assert len(rows(report(home, kind, viewer="h.ashdown"))) == 1
    assert len(rows(report(home, kind))) == (1 if kind == "breaches" else 3 if kind == "escalations" else 2)


# --- The other registers ----------------------------------------------------------------------------------------------


def test_the_incident_log_names_nobody_and_says_how_each_matter_ended(home: Home, clock: FakeClock) -> None:
    case = case_with_names(home)
    clock.move(hours=2)
    acknowledge(home=home, viewer="l.pemberton", reference=case)
    close(home, case, reason=CloseReason.PASSED_ON)
    header, line = rows(report(home, "incidents"))
    assert header[:4] == ["Case", "Opened", "Kind", "Severity"]
    assert line == [
        case, "Mon 09 Nov 2026, 09:00 GMT", "Impersonation", "S2", "TikTok", "1", "Mon 09 Nov 2026, 11:00 GMT", "Closed",
        "Mon 09 Nov 2026, 11:00 GMT", "Passed on to the right person",
    ]  # fmt: skip
    printed = words(report(home, "incidents", "pdf"))
    assert not any(name in printed for name in (*CHILDREN, *STAFF))


def test_the_escalation_log_says_what_was_left_out_and_their_reference(home: Home) -> None:
    stepped(home, case_with_names(home))
    left_out, taken = rows(report(home, "escalations"))[1:]
    assert (left_out[4], left_out[5]) == ("left out", "nobody is in danger")
    assert (taken[3], taken[4], taken[6], taken[7]) == ("Cover note for the LADO", "taken", "advised", "LADO-4471")


def test_over_flagging_counts_what_turned_out_to_be_nothing(home: Home, clock: FakeClock) -> None:
    for number, reason in enumerate(
        (CloseReason.FALSE_ALARM, CloseReason.NOT_ABOUT_US, CloseReason.FAIR_CRITICISM, CloseReason.REMOVED)
    ):
        text = " ".join(random.Random(number).sample(WORDS, 14))
        close(home, open_case(home, mention(f"o{number}", text), said(Label.ABUSIVE)), reason=reason)
    assert rows(report(home, "over_flags"))[1:] == [["Abusive", "4", "1", "1", "1", "50 %"]]


def test_coverage_says_of_every_source_how_it_answered_and_what_it_is_now(home: Home, clock: FakeClock) -> None:
    a_term(home, clock)
    by_source = {line[0]: line for line in rows(report(home, "coverage"))[1:]}
    assert set(by_source) >= {key.replace("_", " ") for key in SOURCE_KEYS}
    assert by_source["mumsnet"][2:5] == ["6", "3", "3.0"]
    assert by_source["x"][1:] == ["Not configured", "0", "0", "", "never in this time"]
    assert by_source["posts of which something was not read"][2] == "0"


def test_the_permissions_register_is_as_of_its_last_day_and_no_answer_is_a_no(home: Home) -> None:
    header, *lines = rows(report(home, "consents"))
    assert header[:3] == ["Id", "Pupil", "Class"]
    by_id = {line[0]: dict(zip(header, line, strict=True)) for line in lines}
    assert (by_id["p1"]["social media"], by_id["p2"]["social media"], by_id["p2"]["newsletter"]) == ("yes", "no", "no")
    assert "protected" not in " ".join(header).casefold()


def test_audits_devices_accounts_and_deletions_have_registers_too(home: Home) -> None:
    with home.store.writing() as session:
        store_audit(
            session,
            home,
            since=home.clock(),
            actor="goodname",
            counts={"read": 7, "breaches": 1, "holds": 2},
            exceptions=["the roll is old"],
        )
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor="goodname",
            action="retention:applied",
            at=home.clock(),
            details={"unflagged": 4},
        )
    check_device(home=home, viewer="g.thornhill", device="iPad 4", oldest_picture_on=date(2026, 3, 1), cleared=False)
    assert rows(report(home, "audits"))[1][2:7] == ["7", "1", "2", "the roll is old", "not signed off"]
    assert rows(report(home, "devices"))[1] == ["iPad 4", "09 Nov 2026", "01 Mar 2026", "no", "g.thornhill", ""]
    assert rows(report(home, "deletions"))[1][3] == "unflagged 4"
    assert rows(report(home, "accounts"))[0][0] == "Platform"
