"""Commands about what is kept: purge, and the holds that keep a post although its platform removed it."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.common import HomeOption, acting, folder, out
from pipelines.commands.documents import AsOption, CaseArgument
from pipelines.commands.words import words_option

app = typer.Typer(help="Posts of grave cases that stay although their platform removed them.", no_args_is_help=True)
WordsOption = Annotated[str, words_option("--words", said="Why, in a few words;")]


def purge(home: HomeOption = None) -> None:
    """Let go now what the school's retention says is due; `goodname run` does so every hour."""
    from pipelines.home import open_home
    from pipelines.retain import retain

    with open_home(folder(home)) as opened_home:
        done = retain(home=opened_home, actor="command line")
    out.print(
        f"Let go: {done.not_about_us} posts not about the school, {done.unflagged} that led to no case, "
        f"{done.removed_by_platform} that their platform removed, what {done.closed_cases} closed cases held, "
        f"{done.evidence_records} evidence records, {done.not_understood} items that were not understood."
    )


@app.command("list")
def list_(who: AsOption = None, home: HomeOption = None) -> None:
    """List what is held, what waits for the safeguarding lead's decision first."""
    from pipelines.legal_holds import list_holds

    with acting(home, who) as (opened_home, viewer):
        now = opened_home.clock()
        holds = list_holds(home=opened_home, viewer=viewer)
    for hold in holds:
        late = " (late)" if hold.is_overdue(now) else ""
        wait = f"to decide by {hold.decide_by:%d %b %H:%M} UTC{late}" if hold.decide_by else "confirmed"
        out.print(f"{hold.reference}  posts: {hold.posts}  {hold.ground.label}  {wait}", markup=False)
    if not holds:
        out.print("Nothing is held.")


@app.command("confirm")
def confirm(*, case: CaseArgument, words: WordsOption, who: AsOption = None, home: HomeOption = None) -> None:
    """Confirm the hold on a case's posts; the safeguarding lead or the deputy."""
    _decide(case, who, words, home, keep=True)


@app.command("lift")
def lift(*, case: CaseArgument, words: WordsOption, who: AsOption = None, home: HomeOption = None) -> None:
    """Lift the hold on a case's posts: they leave once their platform has removed them."""
    _decide(case, who, words, home, keep=False)


@app.command("set")
def set_(*, case: CaseArgument, words: WordsOption, who: AsOption = None, home: HomeOption = None) -> None:
    """Hold a case's posts for a legal claim; the safeguarding lead or the deputy."""
    from pipelines.legal_holds import hold_by_hand

    with acting(home, who) as (opened_home, viewer):
        new = hold_by_hand(home=opened_home, viewer=viewer, reference=case, words=words)
    out.print(f"Posts held now that were not before: {new}.")


def _decide(case: str, who: str | None, words: str, home: HomeOption, *, keep: bool) -> None:
    from pipelines.legal_holds import decide_hold

    with acting(home, who) as (opened_home, viewer):
        count = decide_hold(home=opened_home, viewer=viewer, reference=case, keep=keep, words=words)
    out.print(f"{'Confirmed' if keep else 'Lifted'}. Posts concerned: {count}.")
