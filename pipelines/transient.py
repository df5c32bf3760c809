"""Posts of a source whose terms let their words be kept only inside a case: read before they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.records import School
from data.store.posts import Mapped
from pipelines.attend import outcome_of
from pipelines.examine import examine_posts


def read_in_memory(mapped: Sequence[Mapped], school: School) -> list[Mapped]:
    """Return the posts with `keep_text` set for those only that will open a case."""
    examinations = examine_posts(posts=[entry.post for entry in mapped], school=school)
    return [
        replace(entry, keep_text=outcome_of(examination, school).opens_case)
        for entry, examination in zip(mapped, examinations, strict=True)
    ]
