"""Reputation: charts with their words, downloads, a surge, a source and an event kept in the address, by role."""

from __future__ import annotations

from datetime import timedelta

from clocks import FakeClock
from opened_cases import mention, open_case, said
from seats import labels, press, seated, words
from streamlit.testing.v1 import AppTest

from casework.documents.chart import LIGHT, Chart, Series
from dashboard.components.chart_figure import chart_html, picture_of, spreadsheet_of
from data.store.tables import AuditRow, CasePostRow
from data.words import Label, Platform
from pipelines.home import Home


def downloads(at: AppTest) -> list[str]:
    return [element.proto.label for element in at.get("download_button")]  # type: ignore[attr-defined]  # AppTest has no class for it


def spoken(home: Home, number: int, **more: object) -> None:
    open_case(home, mention(str(number), f"matter {number} of parking", **more), said(Label.ABUSIVE))


def test_nothing_has_come_in(home: Home) -> None:
    at = seated("l.pemberton", "reputation")
    assert not at.exception
    assert "Nothing has come in yet" in words(at)
    assert downloads(at) == []


def test_charts_have_words_a_table_and_downloads(home: Home) -> None:
    for number in range(3):
        spoken(home, number, rating=4.0, platform=Platform.GOOGLE_REVIEWS)
    at = seated("l.pemberton", "reputation")
    assert not at.exception
    shown = words(at)
    for part in (
        "This week so far: 3 posts, 0 positive, 0 neutral and 3 negative",
        "Most came from Google reviews: 100% of 3 posts",
        "3 reviews gave 4.0 of 5 stars on average in 12 weeks. So few say little.",
        'alt="Posts about us each week. This week so far',
        "There is no usual week yet",
        "The gate, parking and the road",
    ):
        assert part in shown, part
    assert downloads(at) == ["Picture", "CSV", "Picture", "CSV", "Picture", "CSV", "CSV of the themes"]


def test_a_surge_is_told_first(home: Home, earlier: FakeClock) -> None:
    earlier.move(hours=-24 * 60)
    spoken(home, 0)
    earlier.move(hours=24 * 60)
    for number in range(1, 8):
        spoken(home, number)
    at = seated("l.pemberton", "reputation")
    assert "Surge: 7 posts in the last 2 days" in at.error[0].value
    assert "Surge: 7 negative posts" in at.error[1].value


def test_source_and_event_stand_in_the_address(home: Home, earlier: FakeClock) -> None:
    spoken(home, 1)
    spoken(home, 2, platform=Platform.REDDIT)
    day = (earlier() - timedelta(days=3)).date().isoformat()
    at = seated("l.pemberton", "reputation", source="reddit", event=day, weeks="26")
    assert "This week so far: 1 posts" in words(at) or "Posts about us: 1" in words(at)
    assert "Before and after" in words(at)
    at.selectbox(key="source").set_value("all").run()
    assert "source" not in at.query_params
    assert at.query_params["event"] in (day, [day])


def test_an_address_with_nonsense_is_read_as_none(home: Home) -> None:
    spoken(home, 1)
    at = seated("l.pemberton", "reputation", source="<script>", event="tomorrow", weeks="-3")
    assert not at.exception
    assert "<script>" not in words(at)
    assert "Before and after" not in words(at)


def test_the_director_sees_counts_and_no_examples(home: Home) -> None:
    spoken(home, 1)
    at = seated("g.thornhill", "reputation")
    assert not at.exception
    assert "The gate, parking and the road" in words(at)
    assert [toggle.label for toggle in at.toggle] == []
    assert "matter 1" not in words(at)


def test_the_one_action_leads_to_the_queue(home: Home) -> None:
    spoken(home, 1)
    at = seated("l.pemberton", "reputation")
    assert labels(at).count("Open the queue") == 1
    assert [title.value for title in press(at, "Open the queue").title] == ["Queue"]


def test_what_is_taken_away_is_safe() -> None:
    chart = Chart("T", "S", "=cmd", ("+1", "@x"), (Series("-name", (1.0, -2.0)),))
    text = spreadsheet_of(chart).decode("utf-8-sig")
    assert text.splitlines() == ['"\'=cmd","\'-name"', '"\'+1","1"', '"\'@x","-2"']
    assert picture_of(chart, school="=school", counted="now").startswith(b"\x89PNG")
    html = chart_html(Chart('"><script>', "x", "y", (), ()), palette=LIGHT)
    assert "<script>" not in html


def test_examples_are_shown_on_request_and_recorded_once(home: Home) -> None:
    reference = open_case(home, mention("1", "@somebody says the parking is chaos"), said(Label.ABUSIVE))
    with home.store.writing() as session:
        session.query(CasePostRow).delete()
    at = seated("l.pemberton", "reputation")
    assert "parking is chaos" not in words(at)
    at.toggle(key="themes-examples").set_value(True).run()
    assert not at.exception
    assert "@… says the parking is chaos" in words(at)
    assert reference not in words(at)
    at.run()
    with home.store.reading() as session:
        assert [row.actor for row in session.query(AuditRow) if row.action == "posts:read"] == ["l.pemberton"]
