"""A home with people and a small roll, and posts to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clocks import FakeClock
from handed_registers import hand_in_registers
from homes import made_home

from pipelines.home import Home

PUPILS = """pupil_id,legal_first,preferred_first,surname,class,date_of_birth,display,newsletter,print_marketing,website,high_profile,social_media,leaver_date,protected
p1,Aleksander,Alek,Nowakowski,Year 4,12/03/2018,yes,yes,yes,yes,yes,yes,,
p2,Maisie,,Trevanion,Year 1,01/02/2020,yes,,,,,no,,
p3,Teodor,,Quillfeather,Year 2,,yes,,,,,yes,,yes
"""
STAFF = """name,role,known_as,user
Helen Ashdown,Headteacher,Mrs A,h.ashdown
Kwame Boateng,Designated Safeguarding Lead,,k.boateng
Owen Pryce,Year 4 teacher,,
Laura Pemberton,Communications Lead,,l.pemberton
"""


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    """A home with six people, three pupils and four members of staff."""
    with made_home(tmp_path, clock) as opened:
        hand_in_registers(opened, tmp_path, pupils=PUPILS, staff=STAFF)
        yield opened
