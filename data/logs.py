"""Structured logs without personal data: only fields named here are written, whatever a caller passes.

A log line says which part did what, how often and how it ended. Post text, names, handles, addresses and URLs have no
field, so they cannot reach a log; library loggers, which print URLs, are not listened to.
"""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

FIELDS = frozenset(
    {
        "event", "level", "timestamp", "source", "status", "seconds", "attempted", "fetched", "new", "duplicate",
        "edited", "gone", "unparsed", "not_read", "findings", "cases", "alerts", "sent", "waiting", "failed", "case",
        "error_kind", "muted", "next_allowed_at", "job", "line", "read",
    }
)  # fmt: skip
LARGEST_BYTES = 2_000_000
KEPT_FILES = 5


def drop_other_fields(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the fields that may be written; count the others, so that a dropped one is noticed."""
    kept = {name: value for name, value in event.items() if name in FIELDS}
    if len(kept) < len(event):
        kept["dropped_fields"] = len(event) - len(kept)
    return kept


def without_traceback(record: logging.LogRecord) -> bool:
    """Take the traceback off a record, which `exception()` adds past our fields and which may quote a post."""
    record.exc_info = record.exc_text = record.stack_info = None
    return True


def open_log(folder: Path) -> structlog.stdlib.BoundLogger:
    """Return a logger that writes JSON lines to `goodname.log` in `folder`, in files of at most 2 MB."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"goodname.{folder}"
    target = logging.getLogger(name)
    target.setLevel(logging.INFO)
    target.propagate = False
    if not target.handlers:
        handler = RotatingFileHandler(
            folder / "goodname.log", maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
        )
        handler.setFormatter(logging.Formatter("%(message)s"))
        handler.addFilter(without_traceback)
        target.addHandler(handler)
    logger: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        target,
        wrapper_class=structlog.stdlib.BoundLogger,
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_other_fields,
            structlog.processors.JSONRenderer(default=str),
        ],
    )
    return logger


def close_log(folder: Path) -> None:
    """Close the files of the logger of `folder`."""
    target = logging.getLogger(f"goodname.{folder}")
    for handler in list(target.handlers):
        handler.close()
        target.removeHandler(handler)
