"""Every page for every role: in the menu or not there at all, and the table in the docs that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from homes import PEOPLE
from seats import seated

import dashboard
from dashboard.page_list import DOCUMENT, LANDING, PAGES, as_markdown, landing, pages_for
from data.words import Role
from pipelines.desk import Area
from pipelines.home import Home
from pipelines.people import add_person

FOLDER = Path(dashboard.__file__).parent / "app_pages"


def test_every_file_is_a_page_and_every_page_a_file() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert {page.file for page in PAGES} == files
    assert len({page.file for page in PAGES}) == len(PAGES)


def test_every_area_has_a_page() -> None:
    assert {page.area for page in PAGES} == set(Area)


def test_the_table_in_the_docs_is_what_the_code_does() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == as_markdown(), "run python -m dashboard.page_list"


@pytest.mark.parametrize("role", Role)
def test_everybody_lands_somewhere(role: Role) -> None:
    assert landing(pages_for([role])) in LANDING


@pytest.mark.parametrize("role", Role)
def test_a_page_is_opened_by_its_roles_and_not_there_for_others(home: Home, role: Role) -> None:
    """Streamlit does not know the address of a page that is not offered; the browser's tests try that too."""
    username = next((name for name, held in PEOPLE.items() if held is role), f"one.{role.value}")
    if username not in PEOPLE:
        add_person(home=home, username=username, display_name=username, email=None, roles=[role], actor="test")
    opened = {page.file for page in pages_for([role])}
    at = seated(username)
    assert not at.exception
    for page in PAGES:
        if page.file in opened:
            at.switch_page(f"app_pages/{page.file}.py").run()
            assert not at.exception, f"{page.file} for {role.label}"
            assert not [error.value for error in at.error if "not" in error.value and "role" in error.value], page.file
        else:
            with pytest.raises(ValueError, match="Could not find a navigation page"):
                at.switch_page(f"app_pages/{page.file}.py")
