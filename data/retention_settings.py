"""How long the words of posts are kept. Defaults: the minimisation table for schools in `docs/privacy.md`."""

from __future__ import annotations

from pydantic import Field

from data.section import Section


class RetentionSettings(Section):
    """How long what was collected is kept; what a lead for safeguarding holds, and the school's own posts, stay."""

    not_about_us_days: int = Field(
        7, ge=0, le=30, description="Days that a post nobody could read, and that is not about the school, is kept."
    )
    unflagged_days: int = Field(
        90, ge=1, le=365, description="Days after which a post about the school that led to no case keeps no words."
    )
    gone_hours: int = Field(
        24, ge=0, le=24, description="Hours after which our copy of a post that its platform removed goes too."
    )
    closed_case_days: int = Field(
        365,
        ge=30,
        le=2_557,
        description="Days after closing that an ordinary case keeps posts, notes and evidence.",
    )
