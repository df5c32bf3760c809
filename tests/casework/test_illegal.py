"""The cue that locks a case before anything is shown: imagery of a child that can be reached, not talk about it."""

from __future__ import annotations

import pytest

from casework.illegal import is_cue


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("link to nudes of a year 9 girl going round, dm me", True, id="an offer"),
        pytest.param("someone posted naked pics of kids from Larkmere https://x.example/1", True, id="a link"),
        pytest.param("They made deepfake photos of girls in my class and shared them", True, id="AI pictures, shared"),
        pytest.param("undressed video of a pupil here", True, id="a video"),
        pytest.param("Got a video of a child being undressed, watch", True, id="scenario ten"),
        pytest.param("Great video of the kids singing, link here", False, id="an innocent video"),
        pytest.param(
            "The nativity: naked trees and lots of photos of children shared",
            True,
            id="over-cautious by choice: a person lifts it",
        ),
        pytest.param("He was convicted of sexual offences in 1987", False, id="news, no picture"),
        pytest.param("Sexual health lessons for year 6, see the website", False, id="a lesson, no picture"),
        pytest.param("Photos of the undressing rooms", False, id="no child"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_cue(text: str, expected: bool) -> None:
    assert is_cue([text]) is expected
