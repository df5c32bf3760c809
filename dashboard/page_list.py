"""Every page of the dashboard, once: its file, its name, and which area opens it.

`app.py` offers from this list what the sitter's roles open; `docs/pages.md` is made from it by
`python -m dashboard.page_list`. A page that is not opened is not there for its address either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.words import Role
from pipelines.desk import Area, areas

DOCUMENT = Path(__file__).parent.parent / "docs" / "pages.md"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page: `file` under `app_pages` is its address too; `icon` is a Material symbol; None: not in the menu."""

    file: str
    title: str
    icon: str | None
    area: Area


PAGES: Sequence[PageEntry] = (
    PageEntry("director", "Director", "assignment_turned_in", Area.DIRECTOR),
    PageEntry("today", "Today", "today", Area.CASES),
    PageEntry("queue", "Queue", "inbox", Area.CASES),
    PageEntry("case", "Case", None, Area.CASES),
    PageEntry("takedowns", "Takedowns", "outgoing_mail", Area.TAKEDOWNS),
    PageEntry("escalations", "Escalations", "stairs", Area.ESCALATIONS),
    PageEntry("own_posts", "Own posts", "photo_camera", Area.OWN_POSTS),
    PageEntry("registers", "Registers", "badge", Area.REGISTERS),
    PageEntry("reputation", "Reputation", "monitoring", Area.REPUTATION),
    PageEntry("governor", "For governors", "account_balance", Area.GOVERNOR),
    PageEntry("reports", "Reports", "summarize", Area.REPORTS),
    PageEntry("hand_in", "Hand in", "upload", Area.HAND_IN),
    PageEntry("alerts", "Alerts", "mail", Area.ALERTS),
    PageEntry("sources", "Sources", "sensors", Area.SOURCES),
    PageEntry("policy", "Policy", "policy", Area.POLICY),
    PageEntry("models", "Models", "model_training", Area.MODELS),
    PageEntry("about", "About our monitoring", "info", Area.ABOUT),
    PageEntry("first_steps", "First steps", "flag", Area.FIRST_STEPS),
    PageEntry("users", "Users", "group", Area.USERS),
    PageEntry("audit_log", "Audit log", "fact_check", Area.AUDIT_LOG),
)
"""In the order of the menu. The first page that a person's roles open is the one they land on."""

LANDING = ("director", "today", "governor", "sources")
"""Where somebody lands: the first of these that their roles open."""


def pages_for(roles: Iterable[Role]) -> list[PageEntry]:
    """Return the pages that these roles open together, in the order of the menu."""
    opened = areas(roles)
    return [page for page in PAGES if page.area in opened]


def landing(offered: Sequence[PageEntry]) -> str:
    """Return the file of the page that somebody with these pages lands on."""
    there = [page.file for page in offered]
    return next((file for file in LANDING if file in there), there[0])


def as_markdown() -> str:
    """Return the table of pages and roles for the docs."""
    opened = {role: {page.file for page in pages_for([role])} for role in Role}
    rows = [
        f"| {page.title} | {' | '.join('yes' if page.file in opened[role] else '' for role in Role)} |"
        for page in PAGES
    ]
    heading = f"| Page | {' | '.join(role.label for role in Role)} |"
    return "\n".join((*_HEAD, heading, f"| --- |{' --- |' * len(Role)}", *rows, ""))


_HEAD = (
    "<!-- Written by `python -m dashboard.page_list`; change the code, not this page. -->",
    "",
    "# Pages and roles",
    "",
    "Which role opens which page of the dashboard. Somebody with several roles opens what each of them opens. A page",
    "that no role of yours opens is not in the menu, and its address leads to your first page instead. To open a page",
    "is not to see everything on it: which case, child or line is shown is decided by what the page asks for, and",
    "whoever is or may be the subject of a case never sees it, whatever their role.",
    "",
)


if __name__ == "__main__":
    DOCUMENT.write_text(as_markdown(), encoding="utf-8")
