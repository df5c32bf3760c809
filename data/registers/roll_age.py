"""How old the roll is: amber when it should be imported again, red when names and permissions can no longer be trusted.

A roll is renewed every 35 days, and at any rate after 1 September, when children change class and new ones come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.words import Word

AMBER = timedelta(days=35)
RED = timedelta(days=70)
NEW_YEAR_MONTH = 9
AMBER_AFTER_NEW_YEAR = timedelta(days=30)
"""How long after 1 September last year's roll stays amber before it turns red."""


class Light(Word):
    """What the screen shows beside the roll's date."""

    GREEN = "green", "Up to date"
    AMBER = "amber", "Renew it soon"
    RED = "red", "Too old to rely on"


@dataclass(frozen=True, slots=True)
class RollAge:
    """The roll's age in days (None: never imported) and what to make of it, in a sentence."""

    light: Light
    days: int | None
    words: str


def roll_age(imported: datetime | None, today: date) -> RollAge:
    """Return how old a roll is that was imported at `imported` (None: never)."""
    if imported is None:
        return RollAge(Light.RED, None, "no roll has been imported; without it names are not recognised")
    then = imported.date()
    age = today - then
    began = date(today.year, NEW_YEAR_MONTH, 1)
    began = began if began <= today else date(today.year - 1, NEW_YEAR_MONTH, 1)
    words = f"{age.days} days old"
    if then < began:
        light = Light.RED if age > RED or today - began > AMBER_AFTER_NEW_YEAR else Light.AMBER
        return RollAge(light, age.days, f"{words}; not renewed since 1 September {began.year}: import it again")
    if age > AMBER:
        light = Light.RED if age > RED else Light.AMBER
        return RollAge(light, age.days, f"{words}; older than 35 days: import it again")
    return RollAge(Light.GREEN, age.days, words)
