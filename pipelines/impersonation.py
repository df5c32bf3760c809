"""Tells accounts that use the school's name apart; each verdict has its reason, and nothing is stored or looked up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from classifiers.impersonation import Judgement, SeenAccount, judge
from data.errors import InputError
from data.post_jsonl import storable
from data.records import School
from data.words import Platform


def account_from_json(content: Mapping[str, Any], *, line: int) -> SeenAccount:
    """Return the account in a JSON object (DESIGN.md section 4); `InputError` names the line and the field."""
    return SeenAccount(
        id=_filled(content, "id", line),
        platform=_platform(content, line),
        handle=_filled(content, "handle", line),
        display_name=_text(content, "display_name", line),
        bio=_text(content, "bio", line),
        followers=_count(content, line),
        verified=_truth(content, line),
        created_at=_moment(content, line),
    )


def verdict_json(*, account: SeenAccount, school: School, now: datetime) -> dict[str, Any]:
    """Return the line of the verdict JSONL for one account."""
    found: Judgement = judge(account, school, now=now)
    return {"id": account.id, "verdict": found.verdict.value, "score": round(found.score, 4), "reason": found.reason}


def _filled(content: Mapping[str, Any], name: str, line: int) -> str:
    value = content.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f'line {line}: "{name}" is missing or empty')
    return storable(value)


def _text(content: Mapping[str, Any], name: str, line: int) -> str | None:
    value = content.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f'line {line}: "{name}" must be a text')
    return None if value is None else storable(value)


def _platform(content: Mapping[str, Any], line: int) -> Platform:
    value = content.get("platform")
    if value not in list(Platform):
        raise InputError(f'line {line}: "platform" must be one of: {", ".join(Platform)}')
    return Platform(value)


def _count(content: Mapping[str, Any], line: int) -> int | None:
    value = content.get("followers")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise InputError(f'line {line}: "followers" must be a number from 0')
    return int(value)


def _truth(content: Mapping[str, Any], line: int) -> bool | None:
    value = content.get("verified")
    if value is not None and not isinstance(value, bool):
        raise InputError(f'line {line}: "verified" must be true or false')
    return value


def _moment(content: Mapping[str, Any], line: int) -> datetime | None:
    value = content.get("created_at")
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InputError(f'line {line}: "created_at" must be a time such as "2026-11-09T08:30:00Z"') from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
