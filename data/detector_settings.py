"""Settings of the detectors: from which scores a finding counts at this school."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from data.scoring import Thresholds
from data.section import Section
from data.words import TEXT_LABELS, Label

LEAST, MOST = 0.05, 0.99
"""Below the one everything is flagged; above the other nothing would be, and a detector would be off unsaid."""


class PointSettings(Section):
    """From which score one label counts here; the safeguarding lead decides. Left out: as the detectors ship."""

    review: float = Field(ge=LEAST, le=MOST, description="From which score a post is listed for a person to look at.")
    alert: float = Field(ge=LEAST, le=MOST, description="From which score people are told; not below review.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.alert < self.review:
            raise ValueError(f"alert ({self.alert}) must not lie below review ({self.review}); raise the one")
        return self


class ThresholdSettings(Section):
    """The school's own operating points: a label that is left out counts as the detectors ship."""

    abusive: PointSettings | None = Field(None, description="Abusive posts.")
    defamatory: PointSettings | None = Field(None, description="Potentially defamatory posts.")
    child_identifying: PointSettings | None = Field(None, description="Posts that identify a child.")
    safeguarding: PointSettings | None = Field(None, description="Safeguarding concerns.")

    def points(self) -> dict[Label, Thresholds]:
        """Return the operating points that are set, by label."""
        given = {label: getattr(self, label.value) for label in TEXT_LABELS}
        return {label: Thresholds(point.review, point.alert) for label, point in given.items() if point is not None}


class DetectorSettings(Section):
    """How the detectors are set for this school."""

    thresholds: ThresholdSettings = ThresholdSettings()
