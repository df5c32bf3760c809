"""Commands about cases: case list, show, act, open, mutes. Each asks who you are and obeys roles and deny lists."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import InputError
from data.words import CaseStatus, CloseReason, Label, Severity
from pipelines.commands.common import HomeOption, JsonOption, acting, out
from pipelines.commands.words import words_option

if TYPE_CHECKING:
    pass

app = typer.Typer(help="Cases: list them, look at one, do something about it.", no_args_is_help=True)
WhoOption = Annotated[str | None, typer.Option("--as", help="Your user name; or GOODNAME_TOKEN says who you are.")]
ReferenceArgument = Annotated[str, typer.Argument(help="The case's reference, such as GN-7F3K-92QX.")]
WordsOption = Annotated[str, words_option("--words", said="Why, in a few words;")]


class Action(StrEnum):
    """What `case act` does."""

    ACKNOWLEDGE = "acknowledge"
    START = "start"
    WAIT = "wait"
    CLOSE = "close"
    REOPEN = "reopen"
    NOTE = "note"
    SEVERITY = "severity"
    SPLIT = "split"
    DETACH = "detach"
    FALSE_ALARM = "false-alarm"
    LET_SEE = "let-see"
    CHECK = "check"


@app.command("list")
def list_(
    who: WhoOption = None,
    status: Annotated[list[CaseStatus] | None, typer.Option(help="Only these; the open ones if not given.")] = None,
    severity: Annotated[list[Severity] | None, typer.Option(help="Only these.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over.")] = 0,
    as_json: JsonOption = False,  # noqa: FBT002 - a flag
    home: HomeOption = None,
) -> None:
    """List the cases you may see, gravest first."""
    from pipelines.cases import list_cases

    with acting(home, who) as (opened, viewer):
        chosen: dict[str, Any] = {"statuses": status} if status else {}
        chosen |= {"severities": severity} if severity else {}
        page = list_cases(home=opened, viewer=viewer, limit=limit, offset=offset, **chosen)
    if as_json:
        out.print(json.dumps({"total": page.total, "cases": [as_plain(case) for case in page.cases]}), markup=False)
        return
    for case in page.cases:
        due = f"due {case.due_at:%d %b %H:%M} UTC" if case.due_at else "no fixed time"
        posts = f"{case.posts} post{'' if case.posts == 1 else 's'}"
        marks = " (may be another school)" * case.may_be_another_school + " (not all read)" * case.has_unread
        parts = (case.reference, case.severity.value, case.category.label, case.status.label, due, posts)
        out.print("  ".join(parts) + marks, markup=False)
    out.print(f"{page.total} cases.")


@app.command("show")
def show(
    reference: ReferenceArgument,
    who: WhoOption = None,
    as_json: JsonOption = False,  # noqa: FBT002 - a flag
    home: HomeOption = None,
) -> None:
    """Show a case; your look is recorded."""
    from pipelines.cases import show_case

    with acting(home, who) as (opened, viewer):
        view = show_case(home=opened, viewer=viewer, reference=reference)
    if as_json:
        out.print(json.dumps(as_plain(view)), markup=False)
        return
    case = view.summary
    out.print(f"{case.reference}  {case.severity.label}  {case.category.label}  {case.status.label}", markup=False)
    taken = (
        f"{view.acknowledged_by} on {view.acknowledged_at:%d %b %H:%M} UTC" if view.acknowledged_at else "nobody yet"
    )
    out.print(f"Acknowledged by: {taken}. People kept from it: {view.kept_from}.", markup=False)
    for number, entry in enumerate(view.posts, start=1):
        out.print(f"\n{number}. {entry.post.platform.label}  {entry.post.url or 'no address'}", markup=False)
        out.print(entry.post.text, markup=False)
        for finding in entry.findings:
            out.print(f"   {finding.label.label}: {finding.reason}", markup=False)
        for unread in entry.unread:
            out.print(f"   Not read by {unread.detector}: {unread.why}", markup=False)
    out.print("")
    for line in view.timeline:
        words = f": {line.words}" if line.words else ""
        out.print(f"{line.at:%d %b %H:%M} UTC  {line.actor}  {line.action}{words}", markup=False)
    for other in view.similar:
        out.print(f"Like {other.reference} ({other.status.label}): {other.why}", markup=False)


@app.command("act")
def act(
    reference: ReferenceArgument,
    action: Annotated[Action, typer.Argument(help="What to do.")],
    who: WhoOption = None,
    words: WordsOption = "",
    reason: Annotated[CloseReason | None, typer.Option(help="Why it is closed; `close` needs it.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="The new severity; `severity` needs it.")] = None,
    post: Annotated[list[int] | None, typer.Option(help="A post's number in the case; repeat for several.")] = None,
    person: Annotated[str | None, typer.Option(help="A user name; `let-see` needs it.")] = None,
    as_json: JsonOption = False,  # noqa: FBT002 - a flag
    home: HomeOption = None,
) -> None:
    """Do something about a case. `acknowledge` shows nothing of it and says whom to ring."""
    from pipelines import case_acts
    from pipelines.cases import change_status
    from pipelines.follow_up import follow_up

    with acting(home, who) as (opened, viewer):
        at: dict[str, Any] = {"home": opened, "viewer": viewer, "reference": reference}

        def moved(status: CaseStatus) -> Callable[[], None]:
            return lambda: change_status(**at, status=status, words=words, reason=reason)

        doing: dict[Action, Callable[[], Any]] = {
            Action.ACKNOWLEDGE: lambda: case_acts.acknowledge(**at),
            Action.START: moved(CaseStatus.IN_HAND),
            Action.WAIT: moved(CaseStatus.WAITING),
            Action.REOPEN: moved(CaseStatus.OPEN),
            Action.CLOSE: moved(CaseStatus.CLOSED),
            Action.NOTE: lambda: case_acts.add_note(**at, words=words),
            Action.SEVERITY: lambda: case_acts.change_severity(
                **at, severity=_needed(severity, "severity"), words=words
            ),
            Action.SPLIT: lambda: case_acts.split(**at, numbers=post or [], words=words),
            Action.DETACH: lambda: case_acts.detach(**at, numbers=post or [], words=words),
            Action.FALSE_ALARM: lambda: case_acts.say_false_alarm(**at, words=words),
            Action.LET_SEE: lambda: case_acts.let_see(**at, username=_needed(person, "person"), words=words),
            Action.CHECK: lambda: follow_up(**at),
        }
        done = doing[action]()
    if as_json:
        out.print(json.dumps({"reference": reference, "action": action.value, "result": as_plain(done)}), markup=False)
        return
    out.print(f"{reference}: {action.value}, done.", markup=False)
    if isinstance(done, case_acts.Acknowledged):
        for line in done.ring:
            out.print(f"Ring {line}", markup=False)
    elif done is not None:
        out.print(json.dumps(as_plain(done)), markup=False)


@app.command("open")
def open_(
    category: Annotated[Label, typer.Option(help="What it is about.")],
    words: Annotated[str, words_option(said="What was seen;")],
    severity: Annotated[Severity, typer.Option(help="How soon somebody must look.")] = Severity.S3,
    url: Annotated[str | None, typer.Option(help="The address, when there is one.")] = None,
    about: Annotated[list[str] | None, typer.Option(help="A user name it concerns, who is kept from it.")] = None,
    who: WhoOption = None,
    home: HomeOption = None,
) -> None:
    """Open a case for what somebody reports; it is kept as handed in, not verified."""
    from pipelines.case_acts import open_by_hand

    with acting(home, who) as (opened, viewer):
        reference = open_by_hand(
            home=opened, viewer=viewer, category=category, severity=severity, words=words, url=url, about=about or ()
        )
    out.print(f"Opened {reference}.", markup=False)


@app.command("mute")
def mute(
    kind: Annotated[str, typer.Argument(help="source or thread; never a person.")],
    value: Annotated[str, typer.Argument(help="A source key, or platform:thread.")],
    days: Annotated[int, typer.Option(min=1, max=90, help="For how many days.")],
    words: WordsOption,
    who: WhoOption = None,
    home: HomeOption = None,
) -> None:
    """Let a source or a thread open no cases for a while, but for what could harm somebody."""
    from casework.muting import Muted
    from pipelines import case_acts

    if kind not in set(Muted):
        raise InputError("only a source or a thread can be muted, never a person")
    with acting(home, who) as (opened, viewer):
        case_acts.mute(home=opened, viewer=viewer, kind=Muted(kind), value=value, days=days, words=words)
    out.print(f"Muted for {days} days.")


def as_plain(value: object) -> Any:
    """Return a result as JSON values; which pupils a finding means is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_plain(getattr(value, f.name)) for f in fields(value) if f.name != "pupil_ids"}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [as_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {str(key): as_plain(entry) for key, entry in value.items()}
    return value


def _needed(value: Any, option: str) -> Any:
    if value is None:
        raise InputError(f"--{option} is missing")
    return value
