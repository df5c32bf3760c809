"""The command retrain: learn from the school's corrections, in the shadow until somebody accepts it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

from data.errors import InputError
from pipelines.commands.cases import WhoOption, as_plain
from pipelines.commands.common import HomeOption, JsonOption, folder, out

if TYPE_CHECKING:
    from pipelines.retrain import Lesson

PERSON = "command line"


def retrain(
    shadow: Annotated[bool, typer.Option("--shadow", help="Fit on all corrections and say what would change.")] = False,  # noqa: FBT002 - a flag
    accept: Annotated[bool, typer.Option("--accept", help="Let what stands in the shadow move scores.")] = False,  # noqa: FBT002 - a flag
    take_back: Annotated[bool, typer.Option("--take-back", help="Let scores be as the detectors ship again.")] = False,  # noqa: FBT002 - a flag
    who: WhoOption = None,
    as_json: JsonOption = False,  # noqa: FBT002 - a flag
    home: HomeOption = None,
) -> None:
    """Learn from the school's corrections; without an option, say what the shadow found so far.

    Fitting changes no case. Only the safeguarding lead or a deputy can accept it or take it back.
    """
    from pipelines import retrain as learning
    from pipelines.home import open_home
    from pipelines.tokens import acting_as

    if shadow + accept + take_back > 1:
        raise InputError("choose one of --shadow, --accept and --take-back")
    with open_home(folder(home)) as opened:
        if shadow:
            lessons = learning.retrain(home=opened, actor=PERSON)
            if as_json:
                out.print(json.dumps([as_plain(lesson) for lesson in lessons]), markup=False)
            else:
                for lesson in lessons:
                    out.print(_told(lesson), markup=False)
            return
        if accept:
            viewer = acting_as(home=opened, given=who, environment=os.environ)
            labels = learning.accept(home=opened, viewer=viewer)
            named = ", ".join(label.label for label in labels)
            out.print(f"Accepted for: {named}. Posts already read stay as they are.")
            return
        if take_back:
            viewer = acting_as(home=opened, given=who, environment=os.environ)
            out.print(f"Taken back: {learning.take_back(home=opened, viewer=viewer)}.")
            return
        lines = learning.shadow_so_far(home=opened)
    if as_json:
        out.print(json.dumps([as_plain(line) for line in lines]), markup=False)
        return
    for line in lines:
        out.print(
            f"{line.label.label}: in the shadow since {line.fitted_at:%d %b %H:%M} UTC. Of {line.read} listed now "
            f"or then, {line.more} more would be listed and {line.fewer} no longer.",
            markup=False,
        )
    if not lines:
        out.print("Nothing stands in the shadow.")


def _told(lesson: Lesson) -> str:
    taught = f"{lesson.label.label}: {lesson.wrong} corrections and {lesson.right} confirmations"
    if lesson.calibration is None:
        return f"{taught}: too few to learn from; nothing would change."
    now, then = lesson.now, lesson.then
    return (
        f"{taught}. Of the last {lesson.days} days' posts, {now.alert} are at alert and {now.review} at review; "
        f"{then.alert} and {then.review} would be. Of the corrected findings {lesson.wrong_gone} would no longer be "
        f"listed, and of the confirmed ones {lesson.right_gone}."
    )
