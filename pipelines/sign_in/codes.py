"""The second factor: six digits from a code app (TOTP, RFC 6238), or a recovery code."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime

import pyotp
import segno

STEP_S = 30
RECOVERY_CODES = 10
_DIGITS = re.compile(r"[0-9]{6}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


def new_secret() -> str:
    """Return a fresh secret for a code app (160 bits, base32)."""
    return pyotp.random_base32()


def spent_step(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """Return the time step whose code `code` is, or None when it is none, or one not later than `after`.

    The step before and the one after now are taken too: phones' clocks differ.
    """
    digits = re.sub(r"\s", "", code)
    if not _DIGITS.fullmatch(digits):
        return None
    totp, current = pyotp.TOTP(secret, interval=STEP_S), int(now.timestamp()) // STEP_S
    matching = [
        step for step in (current - 1, current, current + 1) if hmac.compare_digest(totp.generate_otp(step), digits)
    ]
    return next((step for step in matching if step > after), None)


def picture(secret: str, *, username: str, school: str) -> str:
    """Return the QR code for a code app as an SVG in a data address."""
    address = pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=username, issuer_name=f"Goodname {school}")
    # `light` paints the ground: a QR code on a dark page would not be read.
    return segno.make(address, error="m").svg_data_uri(scale=5, dark="#000000", light="#ffffff", border=3)


def new_recovery_codes() -> list[str]:
    """Return fresh recovery codes, written in two groups."""
    return [f"{_group()}-{_group()}" for _ in range(RECOVERY_CODES)]


def plain_recovery_code(code: str) -> str:
    """Return a recovery code as it was made, however somebody typed it."""
    letters = re.sub(r"[\s-]", "", code).lower()
    return f"{letters[:5]}-{letters[5:]}"


def looks_like_recovery(code: str) -> bool:
    """Say whether this is no code of a code app."""
    return not _DIGITS.fullmatch(re.sub(r"\s", "", code))


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(5))
