"""What detectors said of a post, as a record again."""

from __future__ import annotations

from collections.abc import Iterable

from data.records import Finding
from data.store.tables import FindingRow
from data.words import Label, Level, Where


def as_finding(row: FindingRow, *, pupil_ids: Iterable[str] = ()) -> Finding:
    """Return the record of a row. Its pupil ids are sealed: whoever may open them gives them."""
    return Finding(
        label=Label(row.label),
        score=row.score,
        level=Level(row.level),
        reason=row.reason,
        detector=row.detector,
        version=row.detector_version,
        subtype=row.subtype,
        where=Where(row.place),
        spans=tuple((start, end) for start, end in row.spans),
        pupil_ids=tuple(pupil_ids),
    )
