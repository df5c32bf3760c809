"""In a real browser: a picture checked before it is posted, a roll imported step by step, pages by their address."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from handed_registers import hand_in_registers
from pictures import saved, scene
from PIL import Image

from classifiers.images.metadata import read_metadata
from dashboard.page_list import PAGES, landing, pages_for
from data.words import Role
from pipelines.pupil_search import find_pupils

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ACCOUNTS = "platform,handle,area\ninstagram,larkmereprimary,Whole school\n"
EXPORT = (
    "Arbor Student ID,Legal First Name,Legal Last Name,Registration Form,Social media photograph\n"
    "P1,Aleksander,Nowakowski,Year 4,Consent given\nP2,Maisie,Trevanion,Year 4,Consent refused\n"
)
DRAWN_TITLES = {page.file: page.title for page in PAGES if page.file != "case"}


def sit_down(page: Page, served: Any, path: str, who: str) -> None:
    served.signed_in(page.context, who)
    page.goto(served.url + path)


def heading(page: Page, name: str) -> Any:
    return page.get_by_role("heading", name=name, exact=True)


def test_a_picture_is_checked_before_it_is_posted(served: Any, watched: Any, tmp_path: Path) -> None:
    hand_in_registers(served.home, tmp_path, accounts=ACCOUNTS)
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 12.0, 0.0), 3: "E", 4: (0.0, 7.0, 0.0)})
    picture = saved(scene(3), exif=exif.tobytes())
    page = watched.page
    sit_down(page, served, "/own_posts?view=check", "l.pemberton")
    page.get_by_role("textbox", name="The words of the post").fill("At the pond.")
    page.locator("input[type=file]").set_input_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture})
    page.get_by_text("Picture 1: p.jpg").wait_for()
    page.get_by_role("button", name="Check it").click()
    page.get_by_text("Nobody has said who is in the picture").first.wait_for()
    page.get_by_text("Location exposed").first.wait_for()
    page.get_by_text("I say who is in it").click()
    page.get_by_role("spinbutton", name="Others (staff, visitors)").wait_for()
    page.get_by_role("button", name="Check it").click()
    page.get_by_text("Nobody has said who is in the picture").first.wait_for(state="detached")
    page.get_by_role("img", name="The picture, 0 faces framed").first.wait_for()
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download the cleaned picture").click()
    clean = Path(waited.value.path()).read_bytes()
    assert waited.value.suggested_filename.startswith("picture-")
    assert clean != picture
    with Image.open(io.BytesIO(clean)) as opened:
        assert not read_metadata(opened).has_place
        assert opened.size == (400, 300)
    assert watched.asked_outside == []
    assert watched.errors == []


def test_a_roll_is_imported_step_by_step(served: Any, watched: Any) -> None:
    page = watched.page
    sit_down(page, served, "/registers?view=import", "k.boateng")
    heading(page, "1. The file").wait_for()
    page.locator("input[type=file]").set_input_files(
        {"name": "export.csv", "mimeType": "text/csv", "buffer": EXPORT.encode()}
    )
    page.get_by_text("The columns look like an export of Arbor.").wait_for()
    page.get_by_role("button", name="Show what would change").click()
    heading(page, "3. What would change").wait_for()
    assert find_pupils(home=served.home, viewer="k.boateng", words="nowak") == []
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Imported: 2 added").wait_for()
    assert [one.name for one in find_pupils(home=served.home, viewer="k.boateng", words="nowak")] == [
        "Aleksander Nowakowski"
    ]
    page.goto(f"{served.url}/registers")
    page.get_by_role("textbox", name="A piece of the name").fill("maisie")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Look", exact=True).click()
    page.get_by_text("Social media: refused").wait_for()
    assert watched.asked_outside == []
    assert watched.errors == []


@pytest.mark.parametrize(
    ("username", "role"),
    [("s.marsh", Role.GOVERNOR), ("l.pemberton", Role.COMMS_LEAD)],
)
def test_a_page_that_is_not_ones_own_is_not_there_by_its_address(
    served: Any, watched: Any, username: str, role: Role
) -> None:
    offered = pages_for([role])
    first = DRAWN_TITLES[landing(offered)]
    page = watched.page
    sit_down(page, served, "/", username)
    heading(page, first).wait_for()
    closed = [entry for entry in PAGES if entry not in offered]
    assert closed
    for entry in closed:
        page.goto(f"{served.url}/{entry.file}")
        heading(page, first).wait_for()
        if entry.file != "case":
            assert heading(page, entry.title).count() == 0, f"{entry.title} is shown to {role.label}"
    assert watched.errors == []
