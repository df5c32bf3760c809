"""Commands about having a post removed: takedown routes, draft, sent, answered, state, list; ladder; lock, unlock."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casework.ladder import Rung
from data.errors import InputError
from data.removal_words import Consent, Filer, Ground, PackRoute, RequestOutcome, Subject, UrlState
from pipelines.commands.common import HomeOption, acting, opened, out
from pipelines.commands.documents import AsOption, CaseArgument
from pipelines.commands.words import words_option

app = typer.Typer(help="Have a post removed: the software drafts and records, a person sends.", no_args_is_help=True)
RequestArgument = Annotated[int, typer.Argument(help="The request's number.")]


@app.command("routes")
def routes(
    *,
    case: CaseArgument,
    who: AsOption = None,
    ground: Annotated[Ground | None, typer.Option(help="The ground, if not the case's likely one.")] = None,
    subject: Annotated[Subject | None, typer.Option(help="Whom it harms.")] = None,
    home: HomeOption = None,
) -> None:
    """List the playbook's routes for the case in order, with who may file and what never to send."""
    from pipelines.removal import routes_for

    with acting(home, who) as (opened_home, viewer):
        advice = routes_for(home=opened_home, viewer=viewer, reference=case, ground=ground, subject=subject)
    for route in advice.routes:
        mark = "" if route.verified else "  UNVERIFIED"
        out.print(f"{route.key}  {route.name}{mark}", markup=False)
        out.print(f"    may be filed by: {', '.join(filer.label.lower() for filer in route.filers)}", markup=False)
        if route.never:
            out.print(f"    never send: {'; '.join(route.never)}", markup=False)
        if route.link:
            out.print(f"    {route.link}  (last checked {route.last_checked})", markup=False)
    for line in advice.missing:
        out.print(line, markup=False)


@app.command("draft")
def draft(
    *,
    case: CaseArgument,
    route: Annotated[str, typer.Option(help="The route's key, from `takedown routes`.")],
    ground: Annotated[Ground, typer.Option(help="The ground.")],
    subject: Annotated[Subject, typer.Option(help="Whom it harms.")],
    filer: Annotated[Filer, typer.Option(help="Who files it.")],
    text_file: Annotated[Path, typer.Option(help='The text, or "-" for standard input.')],
    who: AsOption = None,
    post: Annotated[int | None, typer.Option(help="The post's number, if not the case's first.")] = None,
    home: HomeOption = None,
) -> None:
    """Keep a drafted removal request; refused over the form's character limit or by a filer who may not."""
    from pipelines.removal import draft_request

    with opened(str(text_file)) as file:
        content = file.read()
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise InputError("the text is not UTF-8; save the file as UTF-8") from error
    with acting(home, who) as (opened_home, viewer):
        number = draft_request(
            home=opened_home,
            viewer=viewer,
            reference=case,
            route=route,
            ground=ground,
            subject=subject,
            filer=filer,
            text=text,
            post_id=post,
        )
    out.print(
        f"Request {number} is drafted. Send it yourself, then: goodname takedown sent {case} {number}", markup=False
    )


@app.command("sent")
def sent(
    *,
    case: CaseArgument,
    request: RequestArgument,
    who: AsOption = None,
    reference: Annotated[str | None, typer.Option(help="The platform's reference.")] = None,
    home: HomeOption = None,
) -> None:
    """Note that you sent a request."""
    from pipelines.removal import note_sent

    with acting(home, who) as (opened_home, viewer):
        note_sent(home=opened_home, viewer=viewer, reference=case, request=request, platform_reference=reference)
    out.print(f"Request {request} is noted as sent.")


@app.command("answered")
def answered(
    *,
    case: CaseArgument,
    request: RequestArgument,
    outcome: Annotated[RequestOutcome, typer.Option(help="What became of it.")],
    who: AsOption = None,
    response: Annotated[str | None, words_option(said="What the platform wrote;")] = None,
    home: HomeOption = None,
) -> None:
    """Note what the platform answered."""
    from pipelines.removal import note_answer

    with acting(home, who) as (opened_home, viewer):
        note_answer(
            home=opened_home, viewer=viewer, reference=case, request=request, outcome=outcome, response=response
        )
    out.print(f"Request {request}: {outcome.label}.")


@app.command("list")
def list_(*, case: CaseArgument, who: AsOption = None, home: HomeOption = None) -> None:
    """List the case's requests."""
    from pipelines.removal import list_requests

    with acting(home, who) as (opened_home, viewer):
        for entry in list_requests(home=opened_home, viewer=viewer, reference=case):
            line = f"{entry.id}  {entry.route}  {entry.ground.label}  {entry.outcome.label}  {entry.reference or ''}"
            out.print(line.rstrip(), markup=False)


@app.command("state")
def state(
    *,
    case: CaseArgument,
    post: Annotated[int, typer.Argument(help="The post's number.")],
    now: Annotated[UrlState, typer.Argument(help="Where it stands.")],
    who: AsOption = None,
    how: Annotated[str | None, typer.Option(help="How it was seen, without names.")] = None,
    home: HomeOption = None,
) -> None:
    """Note where a post stands, as you saw it."""
    from pipelines.removal import note_state

    with acting(home, who) as (opened_home, viewer):
        changed = note_state(home=opened_home, viewer=viewer, reference=case, post_id=post, state=now, how=how)
    out.print("Noted." if changed else "It stood there already.")


def ladder(*, case: CaseArgument, who: AsOption = None, home: HomeOption = None) -> None:
    """Show the steps of a case's ladder: done, left out, now, waiting or closed."""
    from casework.documents.facts import london
    from pipelines.removal import show_ladder

    with acting(home, who) as (opened_home, viewer):
        shown = show_ladder(home=opened_home, viewer=viewer, reference=case)
    for step in shown.steps:
        out.print(f"{step.rung.value} {step.rung.label}: {step.state}  {step.why}".rstrip(), markup=False)
    if shown.lado_by:
        out.print(f"LADO (or the nation's own officer): by {london(shown.lado_by)}", markup=False)


def escalate(
    *,
    case: CaseArgument,
    rung: Annotated[int, typer.Option(min=0, max=7, help="The rung, 0 to 7, as `goodname ladder` shows.")],
    who: AsOption = None,
    route: Annotated[PackRoute | None, typer.Option(help="By which route.")] = None,
    outcome: Annotated[str | None, typer.Option(help="What came of it, without names.")] = None,
    reference: Annotated[str | None, typer.Option(help="Their reference or log number.")] = None,
    left_out: Annotated[list[str] | None, typer.Option(help="RUNG=WHY for each step left out; repeat.")] = None,
    home: HomeOption = None,
) -> None:
    """Record a step up the ladder. No step is left out without a reason."""
    from pipelines.removal import escalate as climb

    with acting(home, who) as (opened_home, viewer):
        climb(
            home=opened_home,
            viewer=viewer,
            reference=case,
            rung=Rung(rung),
            route=route,
            outcome=outcome,
            authority_reference=reference,
            left_out=_reasons(left_out or []),
        )
    out.print("Recorded.")


def disclose(
    *,
    case: CaseArgument,
    route: Annotated[PackRoute, typer.Option(help="What is disclosed.")],
    to: Annotated[str, typer.Option(help="To whom it goes.")],
    why: Annotated[str, words_option(said="Why it is disclosed;")],
    consent: Annotated[Consent, typer.Option(help="Whether those concerned were asked.")],
    who: AsOption = None,
    consent_why: Annotated[str, words_option(said="Why they were not asked, or why it goes out all the same;")] = "",
    home: HomeOption = None,
) -> None:
    """Record a disclosure; the next `goodname pack` of this route then needs none."""
    from casework.disclosure import Disclosure
    from pipelines.removal import log_disclosure

    with acting(home, who) as (opened_home, viewer):
        said = Disclosure(to, why, consent, consent_why)
        log_disclosure(home=opened_home, viewer=viewer, reference=case, route=route, said=said)
    out.print("Recorded.")


def lock(
    *,
    case: CaseArgument,
    why: Annotated[str, words_option(said="Why, in a few words; do not describe the picture;")],
    who: AsOption = None,
    home: HomeOption = None,
) -> None:
    """Lock a case that may point to illegal imagery, and say whom to call."""
    from pipelines.removal import lock_case

    with acting(home, who) as (opened_home, viewer):
        lines = lock_case(home=opened_home, viewer=viewer, reference=case, why=why)
    for line in lines:
        out.print(line, markup=False)


def unlock(
    *,
    case: CaseArgument,
    why: Annotated[str, words_option(said="Why the lock is lifted;")],
    who: AsOption = None,
    home: HomeOption = None,
) -> None:
    """Lift a lock; only the safeguarding lead or the deputy may."""
    from pipelines.removal import unlock_case

    with acting(home, who) as (opened_home, viewer):
        unlock_case(home=opened_home, viewer=viewer, reference=case, why=why)
    out.print("The case is no longer locked.")


def _reasons(texts: list[str]) -> dict[Rung, str]:
    found = {}
    for text in texts:
        number, equals, why = text.partition("=")
        if not equals or number.strip() not in [str(rung.value) for rung in Rung]:
            raise InputError("write --left-out RUNG=WHY, such as --left-out '3=the author is not known'")
        found[Rung(int(number))] = why
    return found
