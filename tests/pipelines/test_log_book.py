"""What people see of the audit log: nothing that tells a case's subject that there is one."""

from __future__ import annotations

from opened_cases import mention, open_case, said

from data.words import Label
from pipelines.cases import show_case
from pipelines.home import Home
from pipelines.log_book import read_log


def test_lines_about_a_case_are_not_there_for_whoever_it_keeps_out(home: Home) -> None:
    case = open_case(home, mention("1", "an allegation"), said(Label.STAFF_ALLEGATION), denied=("h.ashdown",))
    show_case(home=home, viewer="k.boateng", reference=case)
    seen = {who: [line.action for line in read_log(home=home, viewer=who)] for who in ("k.boateng", "h.ashdown")}
    assert "case:viewed" in seen["k.boateng"]
    assert "case:viewed" not in seen["h.ashdown"]
    assert seen["h.ashdown"] != []


def test_as_many_lines_as_are_asked_for_also_where_some_are_left_out(home: Home) -> None:
    case = open_case(home, mention("1", "an allegation"), said(Label.STAFF_ALLEGATION), denied=("h.ashdown",))
    for _ in range(3):
        show_case(home=home, viewer="k.boateng", reference=case)
    assert len(read_log(home=home, viewer="h.ashdown", limit=2)) == 2
