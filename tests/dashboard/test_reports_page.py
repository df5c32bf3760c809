"""Reports: what each role may make, over which days, and that a register which leaves the school is in the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from opened_cases import mention, open_case, said
from owned_breaches import breach
from seats import labels, press, seated, words
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from casework.disclosure import Disclosure
from dashboard.components.report_words import WHAT
from data.errors import InputError
from data.removal_words import Consent, ReportKind
from data.store.removal_tables import DisclosureRow
from data.store.tables import AuditRow
from data.words import Label
from pipelines.home import Home
from pipelines.periods import periods, terms
from pipelines.report_desk import offered, write_report


def downloads(at: AppTest) -> list[str]:
    return [element.proto.label for element in at.get("download_button")]  # type: ignore[attr-defined]  # AppTest has no class for it


def test_the_governors_report_is_made_and_offered(home: Home) -> None:
    at = seated("l.pemberton", "reports")
    assert not at.exception
    assert downloads(at) == []
    press(at, "Make the report")
    assert not at.exception
    assert downloads(at) == ["Download"]
    assert ".pdf** is ready" in at.success[0].value
    assert "Where does it go?" not in [radio.label for radio in at.radio]


def test_another_choice_takes_the_file_away(home: Home) -> None:
    at = press(seated("h.ashdown", "reports"), "Make the report")
    at.selectbox(key="report-kind").set_value(ReportKind.BREACHES).run()
    assert downloads(at) == []
    assert "Where does it go?" in [radio.label for radio in at.radio]


def test_a_register_that_leaves_the_school_is_logged_for_each_case(home: Home) -> None:
    breach(home, "1")
    breach(home, "2")
    at = seated("h.ashdown", "reports")
    at.selectbox(key="report-kind").set_value(ReportKind.BREACHES).run()
    at.segmented_control(key="report-form").set_value("csv").run()
    at.radio(key="report-leaves").set_value("It leaves the school").run()
    press(at, "Make the report")
    assert "Say whether those concerned were asked" in words(at)
    at.selectbox(key="report-consent").set_value(Consent.NOT_SOUGHT).run()
    press(at, "Make the report")
    assert "Say to whom this goes" in words(at)
    assert downloads(at) == []
    at.text_input(key="report-whom").set_value("The council's auditor")
    at.text_input(key="report-why").set_value("The yearly audit")
    at.text_input(key="report-not-asked").set_value("The law asks for it").run()
    press(at, "Make the report")
    assert "2 entries were added to the disclosure log" in at.success[0].value
    with home.store.reading() as session:
        rows = session.scalars(select(DisclosureRow)).all()
        assert {(row.actor, row.consent) for row in rows} == {("h.ashdown", "not_sought")}
        assert all(row.document_sha256 for row in rows)
        assert len(rows) == 2


def test_what_stays_leaves_no_entry_and_is_an_event(home: Home) -> None:
    breach(home, "1")
    made = write_report(
        home=home, viewer="h.ashdown", kind=ReportKind.BREACHES, begin=_day(home), end=_day(home), form="csv"
    )
    assert (made.disclosed, made.name) == (0, f"breaches-{_day(home)}-to-{_day(home)}.csv")
    with home.store.reading() as session:
        assert session.scalars(select(DisclosureRow)).all() == []
        made_events = [row.reason for row in session.scalars(select(AuditRow)) if row.action == "report:made"]
    assert made_events == ["breaches"]


def test_a_case_kept_from_the_viewer_is_neither_in_the_file_nor_in_the_log(home: Home) -> None:
    mine, hidden = breach(home, "1"), breach(home, "2", denied=("h.ashdown",))
    made = write_report(
        home=home,
        viewer="h.ashdown",
        kind=ReportKind.BREACHES,
        begin=_day(home),
        end=_day(home),
        form="csv",
        leaves=Disclosure("The council", "Audit", Consent.GIVEN),
    )
    assert made.disclosed == 1
    assert mine.encode() in made.body
    assert hidden.encode() not in made.body


@pytest.mark.parametrize(
    ("username", "kinds"),
    [
        pytest.param("s.marsh", {ReportKind.GOVERNORS, ReportKind.COVERAGE}, id="a governor: counts and coverage"),
        pytest.param("r.desai", set(), id="ICT makes none"),
    ],
)
def test_what_a_role_may_make(home: Home, username: str, kinds: set[ReportKind]) -> None:
    assert set(offered(home=home, viewer=username)) == kinds
    with pytest.raises(InputError):
        write_report(home=home, viewer=username, kind=ReportKind.ACCESS, begin=_day(home), end=_day(home), form="csv")


def test_days_in_the_wrong_order_are_told(home: Home) -> None:
    at = seated("h.ashdown", "reports")
    at.selectbox(key="report-period").set_value("Other days").run()
    at.date_input(key="report-from").set_value(date(2026, 6, 2))
    at.date_input(key="report-to").set_value(date(2026, 6, 1)).run()
    press(at, "Make the report")
    assert "the last day lies before the first" in words(at).lower()
    assert "Download" not in labels(at)


@pytest.mark.parametrize(
    ("terms", "today", "first"),
    [
        pytest.param(
            (), date(2026, 11, 9), ("Autumn term 2026", date(2026, 9, 1), date(2026, 11, 9)), id="no terms given"
        ),
        pytest.param(
            ((date(2026, 9, 2), date(2026, 12, 18)), (date(2026, 4, 14), date(2026, 7, 21))),
            date(2026, 11, 9),
            ("Autumn term 2026", date(2026, 9, 2), date(2026, 11, 9)),
            id="in the middle of a term",
        ),
        pytest.param(
            ((date(2026, 8, 31), date(2026, 12, 18)),),
            date(2026, 12, 25),
            ("Autumn term 2026", date(2026, 8, 31), date(2026, 12, 18)),
            id="after a term that began in August",
        ),
    ],
)
def test_the_present_term_stands_first(
    home: Home, terms: tuple[tuple[date, date], ...], today: date, first: tuple[str, date, date]
) -> None:
    hours = home.config.hours.model_copy(update={"terms": terms})
    at = replace(
        home,
        config=home.config.model_copy(update={"hours": hours}),
        clock=lambda: datetime(today.year, today.month, today.day, 12, tzinfo=UTC),
    )
    found = periods(home=at)
    assert (found[0].name, found[0].begin, found[0].end) == first
    assert found[-1].name == "Last 30 days"


def test_a_formula_in_a_post_stays_words_in_the_file(home: Home) -> None:
    post = mention("1", "words", url='=HYPERLINK("https://evil.example")')
    open_case(home, post, said(Label.ABUSIVE))
    made = write_report(
        home=home, viewer="h.ashdown", kind=ReportKind.ACCESS, begin=_day(home), end=_day(home), form="csv"
    )
    assert b'"=' not in made.body


def test_governors_choose_among_terms_so_that_no_single_day_can_be_told(home: Home) -> None:
    term = terms(home=home)[0]
    at = seated("s.marsh", "reports")
    assert set(at.selectbox(key="report-period").options) == {one.name for one in terms(home=home)}
    kind = ReportKind.GOVERNORS
    assert write_report(home=home, viewer="s.marsh", kind=kind, begin=term.begin, end=term.end, form="csv").body
    with pytest.raises(InputError, match="by whole terms"):
        write_report(home=home, viewer="s.marsh", kind=kind, begin=term.end, end=term.end, form="csv")


def test_every_report_says_what_it_is() -> None:
    assert set(WHAT) == set(ReportKind)


def _day(home: Home) -> date:
    return home.clock().date()
