"""Check a post before it is published, in the dashboard: pictures come from the browser and stay in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from data.errors import InputError
from data.records import Account, PhotoDeclaration
from data.store import audit
from data.words import Role
from pipelines.audit_record import needs_role
from pipelines.check_post import Checked, Draft, check_post
from pipelines.declare import store_declarations
from pipelines.home import Home
from pipelines.media import MOST_BYTES
from pipelines.picture_places import SAYS
from pipelines.registers import load_school

CHECKS = SAYS | {Role.ACCOUNT_OWNER, Role.STAFF}
"""Whoever may post may check; what is checked is theirs and is shown to nobody else."""

MOST_PICTURES = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture or clip as the browser sent it. `pupil_ids` None: nobody says who is in it; (): no pupil."""

    name: str
    content: bytes = field(repr=False)
    pupil_ids: tuple[str, ...] | None = None
    others: int = 0


def own_handles(*, home: Home, viewer: str) -> tuple[Account, ...]:
    """Return the registered accounts that a post can be checked for."""
    with home.store.writing() as session:
        needs_role(session, home, viewer, CHECKS, "check a post")
    school = load_school(home=home, purpose="check-post")
    return tuple(account for account in school.accounts if account.status == "active")


def check_draft(*, home: Home, viewer: str, account: str, text: str, uploads: Sequence[Upload]) -> Checked:
    """Check a draft as `check-post` does; the clean copies are in the answer, and declarations are kept.

    Raises `InputError` for somebody whose roles do not check, an account that is not registered, an id that is not on
    the roll, or more or larger files than are read.
    """
    if len(uploads) > MOST_PICTURES or any(len(upload.content) > MOST_BYTES for upload in uploads):
        raise InputError(f"at most {MOST_PICTURES} pictures, each of at most {MOST_BYTES // 1_000_000} MB")
    with home.store.writing() as session:
        needs_role(session, home, viewer, CHECKS, "check a post")
    school = load_school(home=home, purpose="check-post")
    by = PhotoDeclaration(None, declared_by=viewer, declared_at=home.clock())
    drafts = [
        Draft(Path(PureWindowsPath(upload.name).name or "picture"), upload.pupil_ids, upload.others, upload.content)
        for upload in uploads
    ]
    done = check_post(school=school, account=account, text=text, drafts=drafts, out_folder=None, by=by)
    declared = [one.declaration for one in done.pictures if one.declaration]
    store_declarations(home=home, declared=declared, actor=viewer)
    with home.store.writing() as session:
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="own_post:checked",
            at=home.clock(),
            reason=done.outcome.value,
            details={"pictures": len(uploads), "declared": len(declared)},
        )
    return done
