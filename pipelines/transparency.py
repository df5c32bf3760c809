"""The public statement about the school's monitoring, made from its settings, so that it cannot say anything else.

Its words are in `data/reference/transparency.txt`; the settings decide what of it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from casework.working_time import LONDON
from collectors.registry import collector_class, known
from data.policy import profile
from data.words import SOURCE_KEYS, SOURCE_NAMES, RunStatus
from pipelines.health import readiness
from pipelines.home import Home
from pipelines.register_desk import registered_accounts


def statement(*, home: Home) -> str:
    """Return the statement as the settings stand now: lines of text, headings after `#`, points after `-`."""
    config = home.config
    words = (files("data") / "reference" / "transparency.txt").read_text(encoding="utf-8")
    # Plain text that nothing interprets: whoever shows it escapes it.
    template = Environment(undefined=StrictUndefined, trim_blocks=True, autoescape=False).from_string(words)  # noqa: S701 - no HTML is made
    today = home.clock().astimezone(LONDON)
    with home.store.reading() as session:
        accounts = registered_accounts(session, home)
    shown = template.render(
        school=config.school.name,
        type=config.school.type,
        contact=config.school.contact,
        sources=list(_sources(home)),
        accounts=[
            f"{account.platform.label}: {account.handle}{f' ({account.area})' if account.area else ''}"
            for account in accounts
            if account.status == "active"
        ],
        rule=profile(config.policy.profile).summary,
        kept=config.retention,
        hours=config.hours,
        day=f"{today.day} {today:%B %Y}",
    )
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"\n+(?=- )", "\n", shown)).replace(":\n-", ":\n\n-").strip() + "\n"


def _sources(home: Home) -> Iterator[dict[str, object]]:
    for key in SOURCE_KEYS:
        if home.config.sources.of(key).enabled and key in known() and key != "manual":
            covers = collector_class(key).coverage.covers
            yield {
                "name": SOURCE_NAMES[key],
                "covers": f"{covers[:1].lower()}{covers[1:].rstrip('.')}",
                "runs": readiness(home, key)[0] is RunStatus.OK,
            }
