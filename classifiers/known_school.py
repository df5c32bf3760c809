"""A school as what is made of its names is kept by, so that patterns are made once and not for every post."""

from __future__ import annotations

from data.records import School


class KnownSchool:
    """Equal to another when both bear the same names and hold the same registers.

    Names are compared by value and registers by identity: a school is not hashable, and equal rolls are rarely built
    twice. The school is held, so that no other register takes the place of one that is gone.
    """

    __slots__ = ("_value", "school")

    def __init__(self, school: School) -> None:
        self.school = school
        self._value = (
            school.name,
            school.aliases,
            school.not_us,
            school.classes,
            school.town,
            id(school.staff),
            id(school.pupils),
            id(school.accounts),
        )

    def __hash__(self) -> int:
        return hash(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KnownSchool) and other._value == self._value
