"""The section 5 notice: every field, its refusals, and the operator's 48 hours."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.section5 import Notice, notice_from, operator_deadline
from casework.working_time import LONDON
from data.errors import InputError

FULL = {
    "website": "forum.example.org",
    "complainant_name": "Owen Pryce",
    "complainant_email": "o.pryce@example.org",
    "url": "https://forum.example.org/t/1",
    "statement": "He stole the trip money.",
    "why_defamatory": "It says that he is a thief.",
    "meaning": "That he took money from families.",
    "inaccurate_facts": "No money was taken.",
    "unsupported_opinions": "",
    "lacks_information_to_sue": True,
    "consent_name": True,
    "consent_email": False,
    "poster_known": False,
}


def test_a_whole_notice_is_taken() -> None:
    assert isinstance(notice_from(FULL, nation="ENG"), Notice)


@pytest.mark.parametrize("field", [name for name in FULL if name not in ("inaccurate_facts", "unsupported_opinions")])
@pytest.mark.parametrize("emptied", [None, "", "left out"])
def test_every_field_is_needed(field: str, emptied: str | None) -> None:
    values = {k: v for k, v in FULL.items() if k != field}
    if emptied != "left out":
        values[field] = emptied
    with pytest.raises(InputError, match=field):
        notice_from(values, nation="ENG")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param({"poster_known": True}, "poster is known", id="the poster is known"),
        pytest.param({"lacks_information_to_sue": False}, "must confirm", id="they could sue the poster"),
        pytest.param({"inaccurate_facts": " "}, "inaccurate_facts or unsupported", id="nothing is wrong with it"),
        pytest.param({"complainant_email": "not an address"}, "complainant_email", id="no e-mail"),
        pytest.param({"consent_name": "yes"}, "consent_name", id="consent is yes or no, never a word"),
        pytest.param({"child": "x"}, "no field child", id="an unknown field"),
    ],
)
def test_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        notice_from({**FULL, **changed}, nation="ENG")


def test_an_opinion_without_facts_is_enough() -> None:
    values = {**FULL, "inaccurate_facts": "", "unsupported_opinions": "that he is dishonest"}
    assert notice_from(values, nation="WLS").unsupported_opinions == "that he is dishonest"


@pytest.mark.parametrize("nation", ["SCT", "NIR"])
def test_no_notice_outside_england_and_wales(nation: str) -> None:
    with pytest.raises(InputError, match="England and Wales only"):
        notice_from(FULL, nation=nation)


@pytest.mark.parametrize(
    ("sent", "end"),
    [
        pytest.param("2026-11-20 16:00", "2026-11-24 16:00", id="over a week-end"),
        pytest.param("2026-11-18 09:00", "2026-11-20 09:00", id="inside a week"),
        pytest.param("2026-11-21 09:30", "2026-11-25 00:00", id="sent on a Saturday"),
        pytest.param("2026-12-24 12:00", "2026-12-30 12:00", id="over Christmas"),
        pytest.param("2027-03-25 12:00", "2027-03-31 12:00", id="over Easter"),
    ],
)
def test_the_operators_48_hours(sent: str, end: str) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=LONDON)

    assert operator_deadline(at(sent), nation="ENG") == at(end)
