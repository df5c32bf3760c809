"""Reports: counts only for governors, in two forms, to those who may read them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from clocks import FakeClock
from documents import CHILDREN, STAFF, TEXT, case_with_names, words
from reported_term import a_term, report, rows

from casework.suppression import MARK
from data.errors import InputError
from data.removal_words import ReportKind
from data.words import Role, Severity
from pipelines.home import Home
from pipelines.people import add_person
from pipelines.reports import make_report

# --- Governors --------------------------------------------------------------------------------------------------------


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


# --- Who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind.value for kind in ReportKind])
@pytest.mark.parametrize("form", ["pdf", "csv"])
def test_every_report_comes_in_both_forms_even_empty(home: Home, kind: str, form: str) -> None:
    body = report(home, kind, form)
    assert body.startswith(b"%PDF" if form == "pdf" else b"\xef\xbb\xbf")
    assert TEXT.encode() not in body


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
