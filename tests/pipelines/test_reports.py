"""Reports and registers: counts only for governors, nothing of a case that keeps its reader out, no formula in a CSV."""

from __future__ import annotations

import csv
import io
import random
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from clocks import FakeClock
from documents import CHILDREN, STAFF, TEXT, UNSEEN, URL, case_with_names, words
from opened_cases import mention, open_case, said

from casework.disclosure import Disclosure
from casework.ladder import Rung
from casework.suppression import MARK
from data.errors import InputError
from data.removal_words import Consent, Filer, Ground, PackRoute, ReportKind, RequestOutcome, Subject
from data.store import audit
from data.store.tables import RunRow
from data.words import SOURCE_KEYS, CaseStatus, CloseReason, Label, Platform, Role, Severity
from pipelines.audit_record import store_audit
from pipelines.breach_log import check_device
from pipelines.case_acts import acknowledge
from pipelines.cases import change_status, show_case
from pipelines.home import Home
from pipelines.pack import make_pack
from pipelines.people import add_person
from pipelines.removal import draft_request, escalate, log_disclosure, note_answer, note_sent
from pipelines.reports import make_report

WORDS = [
    "apple",
    "river",
    "stone",
    "window",
    "garden",
    "paper",
    "yellow",
    "market",
    "winter",
    "candle",
    "bridge",
    "orange",
    "school",
    "morning",
    "pocket",
    "silver",
    "travel",
    "kitchen",
    "dragon",
    "tunnel",
    "button",
    "forest",
    "letter",
    "mirror",
    "pencil",
    "rocket",
    "spider",
    "ticket",
    "velvet",
    "wagon",
    "zebra",
    "anchor",
    "basket",
    "camera",
    "desert",
    "engine",
    "feather",
    "guitar",
    "hammer",
    "island",
    "jacket",
    "kettle",
    "ladder",
    "magnet",
    "needle",
    "ocean",
    "parcel",
    "quarry",
    "ribbon",
    "saddle",
    "tractor",
    "umbrella",
    "violin",
    "whistle",
    "acorn",
    "biscuit",
    "carpet",
    "dolphin",
    "elbow",
    "funnel",
    "glacier",
    "helmet",
    "insect",
    "jungle",
    "kitten",
    "lemon",
    "meadow",
]
TERM = (date(2026, 9, 1), date(2026, 12, 31))


def report(home: Home, kind: str, form: str = "csv", viewer: str = "k.boateng") -> bytes:
    return make_report(home=home, viewer=viewer, kind=ReportKind(kind), begin=TERM[0], end=TERM[1], form=form)


def rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def removed(home: Home, clock: FakeClock, case: str, hours: float) -> None:
    who = {"home": home, "viewer": "k.boateng", "reference": case}
    number = draft_request(
        **who,
        route="tiktok-impersonation",
        ground=Ground.IMPERSONATION,
        subject=Subject.STAFF,
        filer=Filer.SCHOOL,
        text="x",
    )
    note_sent(**who, request=number, platform_reference="=cmd()")
    clock.move(hours=hours)
    note_answer(**who, request=number, outcome=RequestOutcome.REMOVED)


def a_term(home: Home, clock: FakeClock) -> None:
    """Twelve cases of reputation, six of impersonation with a removal each, two about safeguarding, runs of a source."""
    people = ("Maisie Trevanion", "Aleksander Nowakowski")
    for number in range(20):
        label = Label.SAFEGUARDING if number < 2 else Label.IMPERSONATION if number < 8 else Label.ABUSIVE
        severity = Severity.S1 if number < 2 else Severity.S2 if number < 8 else Severity.S3
        platform = Platform.TIKTOK if number < 8 else Platform.X
        rest = " ".join(random.Random(number).sample(WORDS, 14))
        text = f"{people[number % 2]} {rest}"
        case = open_case(home, mention(f"n{number}", text, platform, url=URL), said(label), severity=severity)
        clock.move(hours=1)
        show_case(home=home, viewer="k.boateng", reference=case)
        if 2 <= number < 8:
            removed(home, clock, case, 10)
        if number >= 14:
            reason = CloseReason.FALSE_ALARM if number % 2 else CloseReason.REPLIED
            change_status(
                home=home,
                viewer="k.boateng",
                reference=case,
                status=CaseStatus.CLOSED,
                words="looked at",
                reason=reason,
            )
    begun = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
    with home.store.writing() as session:
        for hour, status in enumerate(["ok", "unavailable", "unavailable", "unavailable", "ok", "ok"]):
            at = begun + timedelta(hours=hour)
            session.add(
                RunRow(
                    school_id=home.school_id, source="mumsnet", status=status, detail=None, started_at=at,
                    finished_at=at, counts={},
                )
            )  # fmt: skip


# --- Governors ---------------------------------------------------------------------------------------------------------


def test_the_governors_report_has_counts_and_nobody_in_it(home: Home, clock: FakeClock) -> None:
    a_term(home, clock)
    text = words(report(home, "governors", "pdf"))
    for wanted in (
        "Cases by kind",
        "Time to first look",
        "Removal, by platform and route",
        "False alarms",
        "Mumsnet",
        "3 hours",
    ):
        assert wanted in text
    forbidden = (*CHILDREN[:3], *STAFF, "Trevanion", "tiktok.com", "GN-")
    assert [word for word in forbidden if word in text] == []


def test_small_counts_are_withheld_in_both_forms(home: Home, clock: FakeClock) -> None:
    a_term(home, clock)
    read = rows(report(home, "governors"))
    cases = {(row[1], row[2]): row[3] for row in read if row[0].startswith("1.")}
    assert cases["Reputation", "Cases"] == "12"
    assert cases["All", "Cases"] == "20"
    assert cases["Safeguarding", "Cases"] == MARK
    assert cases[Severity.S3.label, "Cases"] == "12"
    shown = [value for row in read if row[0].startswith(("1.", "4.")) for value in row[3:] if value.isdigit()]
    assert shown
    assert all(int(value) >= 5 for value in shown)
    removal = {(row[1], row[2]): row[3] for row in read if row[0].startswith("3.")}
    assert removal["TikTok", "Removed"] == "6"
    assert removal["TikTok", "Median, hours"] == "10.0"


def test_a_quiet_term_gives_no_small_number_away(home: Home) -> None:
    case_with_names(home)
    text = words(report(home, "governors", "pdf"))
    before_coverage = text.split("5. What was", maxsplit=1)[0].split("1. Cases", maxsplit=1)[1]
    counts = re.sub(r"S[123]|[1-6]\. [A-Z]|page \d of \d", "", before_coverage)
    assert re.findall(r"(?<![\w.])[0-4](?![\w.])", counts) == [], counts
    assert "Nothing was collected in this time." in text


def test_what_is_not_watched_is_said(home: Home) -> None:
    text = words(report(home, "governors", "pdf"))
    assert "Not watched, and why" in text
    assert "Instagram" in text


# --- Registers ---------------------------------------------------------------------------------------------------------


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
    close(home, case, CloseReason.FALSE_ALARM)
    assert len(rows(report(home, kind, viewer="h.ashdown"))) == 1
    assert len(rows(report(home, kind))) == (1 if kind == "breaches" else 3 if kind == "escalations" else 2)


@pytest.mark.parametrize("kind", [kind.value for kind in ReportKind])
@pytest.mark.parametrize("form", ["pdf", "csv"])
def test_every_report_comes_in_both_forms_even_empty(home: Home, kind: str, form: str) -> None:
    body = report(home, kind, form)
    assert body.startswith(b"%PDF" if form == "pdf" else b"\xef\xbb\xbf")
    assert TEXT.encode() not in body


# --- The other registers ------------------------------------------------------------------------------------------------


def stepped(home: Home, case: str) -> None:
    escalate(
        home=home, viewer="k.boateng", reference=case, rung=Rung.INTERNAL, route=PackRoute.LADO,
        outcome="advised", authority_reference="LADO-4471", left_out={Rung.PROTECT: "nobody is in danger"},
    )  # fmt: skip


def close(home: Home, case: str, reason: CloseReason) -> None:
    change_status(
        home=home, viewer="k.boateng", reference=case, status=CaseStatus.CLOSED, words="looked at", reason=reason
    )


def test_the_incident_log_names_nobody_and_says_how_each_matter_ended(home: Home, clock: FakeClock) -> None:
    case = case_with_names(home)
    clock.move(hours=2)
    acknowledge(home=home, viewer="l.pemberton", reference=case)
    close(home, case, CloseReason.PASSED_ON)
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
        close(home, open_case(home, mention(f"o{number}", text), said(Label.ABUSIVE)), reason)
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


# --- Who may -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may"),
    [
        pytest.param(Role.GOVERNOR, {"governors", "coverage"}, id="governors: what is counts alone"),
        pytest.param(Role.ICT, set(), id="ICT: none"),
        pytest.param(Role.STAFF, set(), id="staff: none"),
        pytest.param(Role.PLATFORM_OWNER, {"audits", "devices", "accounts"}, id="platform owner: own posts"),
        pytest.param(
            Role.COMMS_LEAD,
            {"governors", "takedowns", "breaches", "incidents", "escalations", "over_flags", "coverage", "accounts"},
            id="comms",
        ),
        pytest.param(Role.DPO, {kind.value for kind in ReportKind}, id="DPO: all"),
    ],
)
def test_who_may_read_what(home: Home, role: Role, may: set[str]) -> None:
    add_person(home=home, username="reader", display_name="r", email=None, roles=[role], actor="test")
    for kind in ReportKind:
        if kind.value in may:
            assert report(home, kind.value, viewer="reader")
        else:
            with pytest.raises(InputError, match="may be read by"):
                report(home, kind.value, viewer="reader")


@pytest.mark.parametrize(
    ("begin", "end", "form", "message"),
    [
        pytest.param(date(2026, 2, 1), date(2026, 1, 1), "csv", "before the first", id="days turned round"),
        pytest.param(date(2026, 1, 1), date(2026, 2, 1), "xls", r"\.pdf or \.csv", id="another form"),
    ],
)
def test_refused(home: Home, begin: date, end: date, form: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_report(home=home, viewer="k.boateng", kind=ReportKind.ACCESS, begin=begin, end=end, form=form)
