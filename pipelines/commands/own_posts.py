"""Commands about the audit of own posts: sign it off, the breach log, checks of devices."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from data.words import BreachDecision, BreachOutcome
from pipelines.commands.common import HomeOption, acting, out
from pipelines.commands.registers import AsOption
from pipelines.commands.words import words_option

breach = typer.Typer(help="The log of own posts that broke a rule.", no_args_is_help=True)
WordsOption = Annotated[str, words_option("--words", said="What was done or decided, in a few words;")]
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="The case's reference.")]


def sign_off(
    who: AsOption,
    number: Annotated[int | None, typer.Option(help="Which audit; the newest unsigned one when not given.")] = None,
    words: Annotated[str, words_option("--words", said="What becomes of the exceptions;")] = "",
    home: HomeOption = None,
) -> None:
    """Sign off the daily audit of own posts; its exceptions are shown first."""
    from pipelines.audit_record import sign_off as sign
    from pipelines.audit_record import to_sign_off

    with acting(home, who) as (opened_home, viewer):
        waiting = to_sign_off(home=opened_home, viewer=viewer, number=number)
        for line in waiting.exceptions if waiting else ():
            out.print(f"  {line}", markup=False)
        done = sign(home=opened_home, viewer=viewer, number=number, words=words)
    counts = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in done.counts.items())
    out.print(f"Audit {done.number} of {done.audited_at:%d %B %Y} signed off by {viewer}: {counts}.", markup=False)


@breach.command("list")
def list_breaches(
    who: AsOption,
    open_only: Annotated[bool, typer.Option("--open", help="Only those without an outcome.")] = False,  # noqa: FBT002 - a flag
    home: HomeOption = None,
) -> None:
    """List the breach log."""
    from pipelines.breach_log import breach_log

    with acting(home, who) as (opened_home, viewer):
        for line in breach_log(home=opened_home, viewer=viewer, open_only=open_only):
            decision = (
                "" if not line.child_exposed else f"; DPO: {line.decision.label}" if line.decision
                else f"; DPO to decide by {line.decide_by:%d %B %Y, %H:%M} UTC"
            )  # fmt: skip
            out.print(
                f"{line.case}  {line.found_at:%d %B %Y}  {line.platform} {line.account or ''}  "
                f"{', '.join(label.label for label in line.labels)}: "
                f"{line.outcome.label if line.outcome else 'no outcome yet'}"
                f"{f' ({line.recheck})' if line.recheck else ''}{decision}",
                markup=False,
            )


@breach.command("outcome")
def outcome(
    case: CaseArgument,
    how: Annotated[BreachOutcome, typer.Option("--outcome", help="How it ended.")],
    words: WordsOption,
    who: AsOption,
    home: HomeOption = None,
) -> None:
    """Say how the breaches of a case ended; without that the case cannot be closed."""
    from pipelines.breach_log import say_outcome

    with acting(home, who) as (opened_home, viewer):
        say_outcome(home=opened_home, viewer=viewer, reference=case, outcome=how, words=words)
    out.print("Recorded.")


@breach.command("decide")
def decide(
    case: CaseArgument,
    decision: Annotated[BreachDecision, typer.Option(help="Whether the regulator is told.")],
    words: WordsOption,
    who: AsOption,
    home: HomeOption = None,
) -> None:
    """Record the data protection officer's decision about a breach that exposed a child."""
    from pipelines.breach_log import decide as record

    with acting(home, who) as (opened_home, viewer):
        count = record(home=opened_home, viewer=viewer, reference=case, decision=decision, words=words)
    out.print(f"Recorded for {count} breaches.")


def device_check(
    device: Annotated[str, typer.Argument(help="The device, as its label says.")],
    who: AsOption,
    oldest: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="The day of its oldest picture of a child, if any."),
    ] = None,
    cleared: Annotated[bool, typer.Option(help="Whether everything too old was moved or deleted.")] = True,  # noqa: FBT002 - typer makes it --no-cleared
    second: Annotated[str | None, typer.Option(help="The user name of the second checker.")] = None,
    home: HomeOption = None,
) -> None:
    """Record that a school device was checked for old pictures of children."""
    from pipelines.breach_log import check_device

    with acting(home, who) as (opened_home, viewer):
        check_device(
            home=opened_home,
            viewer=viewer,
            device=device,
            oldest_picture_on=oldest.date() if oldest else None,
            cleared=cleared,
            second_checker=second,
        )
    out.print("Recorded.")
