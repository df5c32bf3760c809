"""What the queue's buttons and keys do. Each act says what it saw; one that is refused says why and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from dashboard import desk
from dashboard.queue import state
from data.errors import InputError
from data.words import CloseReason, Severity
from pipelines import case_acts, hands, sorting_desk
from pipelines.case_views import CaseSummary
from pipelines.sorting_desk import Seen


def seen(case: CaseSummary) -> Seen:
    """Return the card as it was shown."""
    assert case.changed_at is not None
    return {case.reference: case.changed_at}


def dismiss(cases: Seen, reason: CloseReason) -> None:
    """Close the cards as one of the reasons that put a matter aside."""
    _try(
        lambda: sorting_desk.dismiss(home=desk.home(), viewer=desk.viewer(), cases=cases, reason=reason),
        f"{_number(cases)} dismissed: {reason.label}",
    )


def merge(cases: Seen) -> None:
    """Make one case of the chosen cards."""
    _try(
        lambda: sorting_desk.merge(home=desk.home(), viewer=desk.viewer(), cases=cases),
        f"{_number(cases)} merged into one",
    )


def take(case: CaseSummary) -> None:
    """Take the case on oneself."""
    give(case, desk.viewer())


def give(case: CaseSummary, username: str) -> None:
    """Give the case to somebody."""
    mine = username == desk.viewer()
    _try(
        lambda: sorting_desk.take(home=desk.home(), viewer=desk.viewer(), cases=seen(case), username=username),
        f"{case.reference} is yours" if mine else f"{case.reference} was given on",
    )


def raise_to(case: CaseSummary, severity: Severity) -> None:
    """Raise the case's severity; people are told at once."""
    _try(
        lambda: case_acts.change_severity(
            home=desk.home(),
            viewer=desk.viewer(),
            reference=case.reference,
            severity=severity,
            words="Raised from the queue.",
            as_of=case.changed_at,
        ),
        f"{case.reference} is {severity.value} now; people are being told",
    )


def take_over(case: CaseSummary) -> None:
    """Go on with a card that somebody else was working on; they see so."""
    _try(
        lambda: hands.claim(home=desk.home(), viewer=desk.viewer(), reference=case.reference, take_over=True),
        f"You have taken over {case.reference}",
    )


def undo() -> None:
    """Take the last act back."""
    try:
        act, lost = sorting_desk.undo(home=desk.home(), viewer=desk.viewer())
    except InputError as error:
        state.refuse(error)
        return
    gone = f" The words of {lost} posts had to be let go and do not come back." if lost else ""
    state.tell(f"Undone: {act}.{gone}", icon=":material/undo:")


def work_on(case: CaseSummary, then: Callable[[], None]) -> None:
    """Claim the card because somebody begins to work on it, then go on; say so when a colleague has it."""
    try:
        holder = hands.claim(home=desk.home(), viewer=desk.viewer(), reference=case.reference)
    except InputError as error:
        state.refuse(error)
        return
    if holder is None:
        then()


def _try(act: Callable[[], object], told: str) -> None:
    try:
        act()
    except InputError as error:
        state.refuse(error)
        return
    state.choose_none()
    state.tell(f"{told}.", icon=":material/check:")


def _number(cases: Seen) -> str:
    return "1 case" if len(cases) == 1 else f"{len(cases)} cases"
