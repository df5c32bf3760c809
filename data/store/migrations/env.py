"""Alembic runs this over the connection that `data.store.engine.migrate` hands it."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from data.store import (  # noqa: F401 - importing them puts their tables into Base
    case_tables,
    desk_tables,
    learning_tables,
    own_post_tables,
    picture_tables,
    removal_tables,
    retention_tables,
    sign_in_tables,
)
from data.store.tables import Base
from data.store.types import Moment


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our moment as the plain type it is in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
