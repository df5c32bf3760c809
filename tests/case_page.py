"""The page of a case as somebody sees it, and the words of the post most tests open one for."""

from __future__ import annotations

from seats import seated
from streamlit.testing.v1 import AppTest

TEXT = "The bursar has had her hand in the PTA fund for years"


def case(reference: str, username: str = "k.boateng") -> AppTest:
    at = seated(username, "case", ref=reference)
    assert not at.exception
    return at
