"""Breaches of the school's own rules and audits of its own posts, for tests of who sees them."""

from __future__ import annotations

from datetime import timedelta

from opened_cases import mention, open_case, said
from sqlalchemy import select

from casework import breaches
from data.store.tables import CaseRow, PostRow
from data.words import Direction, Label, Platform, Severity
from pipelines.audit_record import store_audit
from pipelines.home import Home

LOOK_WITHIN = timedelta(hours=6)


def breach(
    home: Home,
    post_id: str,
    *,
    platform: Platform = Platform.X,
    owner: str | None = "l.pemberton",
    denied: tuple[str, ...] = (),
    label: Label = Label.CHILD_NAMED,
    account: str = "larkmereprimary",
    more: tuple[Label, ...] = (),
) -> str:
    """Open the case of an own post that broke a rule, with its line in the breach log; return the reference."""
    post = mention(post_id, f"words of {post_id}", platform, direction=Direction.OWN, account=account)
    reference = open_case(home, post, said(label), severity=Severity.S2, denied=denied)
    with home.store.writing() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.reference == reference)).one()
        row = session.scalars(select(PostRow).where(PostRow.native_id == post_id)).one()
        case.due_at = home.clock() + LOOK_WITHIN
        owners = [owner] if owner else []
        breaches.log(session, case, row, [said(one) for one in (label, *more)], owners=owners, now=home.clock())
    return reference


def ran(home: Home, *exceptions: str) -> int:
    """Let an audit have run; return its number."""
    with home.store.writing() as session:
        row = store_audit(
            session, home, since=home.clock(), actor="test", counts={"posts": 3}, exceptions=list(exceptions)
        )
        return row.id
