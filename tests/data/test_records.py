"""Records: nothing in them can be changed, and none that holds a person prints a name."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest

import data.records
from data.records import (
    Examination,
    Finding,
    PermissionDecision,
    PhotoDeclaration,
    Post,
    Pupil,
    RunReport,
    School,
    StaffMember,
)
from data.words import Label, Level, PermissionStatus, Platform, RunStatus, Sentiment

KINDS = [
    pytest.param(kind, id=name)
    for name, kind in vars(data.records).items()
    if dataclasses.is_dataclass(kind) and kind.__module__ == "data.records"
]
PUPIL = Pupil(
    "p1",
    "Yevheniia",
    "Quillfeather",
    "Zhenya",
    "Kestrels",
    date(2018, 3, 12),
    {"social_media": False},
    date(2026, 7, 20),
    protected=True,
    decisions=(PermissionDecision("social_media", PermissionStatus.REFUSED),),
)
STAFF = StaffMember("Helen Ashdown", "Headteacher", ("Mrs A", "Ashers"), "h.ashdown")


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_is_frozen_and_takes_no_other_field(kind: Any) -> None:
    assert kind.__dataclass_params__.frozen
    assert "__slots__" in vars(kind)
    assert kind.__doc__


def test_a_field_cannot_be_set() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        PUPIL.surname = "Other"  # type: ignore[misc]  # that it fails is the point


@pytest.mark.parametrize(
    ("record", "hidden", "shown"),
    [
        pytest.param(
            PUPIL,
            ("Yevheniia", "Quillfeather", "Zhenya", "Kestrels", "2018", "social_media", "2026", "True", "refused"),
            "p1",
            id="a pupil",
        ),
        pytest.param(STAFF, ("Helen", "Ashdown", "Mrs A", "Ashers"), "Headteacher", id="a member of staff"),
        pytest.param(
            School("Larkmere", pupils=(PUPIL,), staff=(STAFF,)),
            ("Yevheniia", "Quillfeather", "Helen", "Ashers"),
            "Larkmere",
            id="a school with its registers",
        ),
        pytest.param(PhotoDeclaration("a.jpg", features="corners"), ("corners",), "a.jpg", id="a declared picture"),
    ],
)
def test_no_representation_shows_a_name(record: object, hidden: tuple[str, ...], shown: str) -> None:
    for text in (repr(record), str(record), f"{record}", repr([record]), repr({"one": record})):
        assert shown in text
        assert not [name for name in hidden if name in text]


def test_what_the_platform_did_not_say_is_none() -> None:
    post = Post("1", Platform.X, "")
    silent = (post.url, post.title, post.author, post.published_at, post.edited_at, post.rating, post.thread)
    assert silent == (None,) * 7


def test_an_examination_says_whether_it_has_a_label() -> None:
    finding = Finding(Label.ABUSIVE, 0.6, Level.REVIEW, "insults somebody", "abuse", "1")
    said = Examination(Post("1", Platform.X, "a"), True, 0.9, Sentiment.NEUTRAL, {}, (finding,))
    assert said.has(Label.ABUSIVE)
    assert said.has(Label.ABUSIVE, Level.REVIEW)
    assert not said.has(Label.ABUSIVE, Level.ALERT)
    assert not said.has(Label.SAFEGUARDING)


def test_a_report_says_how_long_it_took() -> None:
    at = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
    assert RunReport("x", RunStatus.OK, at, at.replace(minute=1, second=2)).seconds == 62
