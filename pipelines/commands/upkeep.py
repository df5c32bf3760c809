"""Commands that look after the store: remap, verify-log."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.common import HomeOption, acting_or_machine, folder, out


def remap(
    who: Annotated[
        str | None, typer.Option("--as", help="Your user name; or GOODNAME_TOKEN. Else: whoever sets the machine up.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Map kept raw items again with this version's mappers, those first that were not understood before."""
    from pipelines.remap import remap as remap_items

    with acting_or_machine(home, who) as (opened_home, viewer):
        done = remap_items(home=opened_home, actor=viewer or "command line")
    out.print(
        f"{done.understood} items are understood now, {done.changed} posts changed, "
        f"{done.still_unparsed} are still not understood."
    )


def verify_log(home: HomeOption = None) -> None:
    """Verify the audit log's chain; 2 with the first line that was changed, removed or slipped in."""
    from data.store import audit
    from pipelines.home import open_home

    with open_home(folder(home)) as opened_home, opened_home.store.reading() as session:
        lines = audit.verify(session, opened_home.cipher, opened_home.school_id)
    out.print(f"The audit log is whole: {lines} lines, each following from the one before.")
