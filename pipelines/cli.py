"""The command `goodname`.

Exit codes: 0 done or clear, 1 breach or failed check, 2 usage or unreadable input, 3 hold.
"""

from __future__ import annotations

import sys

import typer

from data.errors import GoodnameError
from pipelines.commands import (
    accounts,
    cases,
    check_post,
    documents,
    handing_over,
    holds,
    operate,
    own_posts,
    people,
    posts,
    registers,
    removal,
    retention,
    retrain,
    sources,
    upkeep,
)
from pipelines.commands.common import fail

app = typer.Typer(
    name="goodname",
    help="Watch over a school's good name, and keep children's names out of it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command("demo")(operate.demo)
app.command("init")(operate.init)
app.command("check")(operate.check)
app.command("run")(operate.run)
app.command("dashboard")(operate.dashboard)
app.command("collect")(sources.collect)
app.command("parse")(sources.parse)
app.command("audit")(sources.audit)
app.command("examine")(posts.examine)
app.command("check-post")(check_post.check_post)
app.command("evaluate")(posts.evaluate)
app.command("impersonation")(accounts.impersonation)
app.command("import")(posts.import_)
app.command("hand-in")(posts.hand_in)
app.add_typer(people.app, name="user")
app.add_typer(cases.app, name="case")
app.command("pack")(documents.pack)
app.command("report")(documents.report)
app.add_typer(documents.evidence, name="evidence")
app.add_typer(removal.app, name="takedown")
app.command("ladder")(removal.ladder)
app.command("escalate")(removal.escalate)
app.command("disclose")(removal.disclose)
app.command("lock")(removal.lock)
app.command("unlock")(removal.unlock)
app.command("cover-letter")(handing_over.cover_letter)
app.command("disclosures")(handing_over.disclosures)
app.command("sent")(handing_over.sent)
app.add_typer(registers.app, name="register")
app.command("sweep")(registers.sweep)
app.command("sign-off")(own_posts.sign_off)
app.add_typer(holds.app, name="hold")
app.add_typer(own_posts.breach, name="breach")
app.command("device-check")(own_posts.device_check)
app.command("retrain")(retrain.retrain)
app.add_typer(retention.app, name="legal-hold")
app.command("purge")(retention.purge)
app.command("remap")(upkeep.remap)
app.command("verify-log")(upkeep.verify_log)


def main() -> None:
    """Run the command line; an error that we raise on purpose ends it with a sentence and no traceback."""
    try:
        app()
    except GoodnameError as error:
        sys.exit(fail(error))
    except BrokenPipeError:
        # Whoever read our output has left (`goodname examine ... | head`); that is no failure of ours.
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
