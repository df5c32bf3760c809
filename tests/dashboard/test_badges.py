"""A badge's colour only repeats what its words say, and no post can write one."""

from __future__ import annotations

import pytest

from dashboard.components import outbox_status, severity_badge, source_status
from dashboard.components.badge import badge
from data.words import CaseStatus, OutboxStatus, Platform, Provenance, RunStatus, Sentiment, Severity


@pytest.mark.parametrize("severity", Severity)
def test_every_severity_has_its_words(severity: Severity) -> None:
    assert severity.label in severity_badge.severity_badge(severity)


@pytest.mark.parametrize("status", RunStatus)
def test_every_state_of_a_source_has_its_words(status: RunStatus) -> None:
    assert status.label in source_status.source_status(status)


@pytest.mark.parametrize("status", OutboxStatus)
def test_every_state_of_an_alert_has_a_look(status: OutboxStatus) -> None:
    icon, color = outbox_status.LOOKS[status]
    assert status.label in badge(status.label, icon=icon, color=color)


@pytest.mark.parametrize("word", [*CaseStatus, *Platform, *Provenance, *Sentiment])
def test_every_label_fits_on_a_badge(word: CaseStatus | Platform) -> None:
    assert word.label in badge(word.label, icon="circle", color="gray")


@pytest.mark.parametrize("words", ["a] [b](javascript:c)", "<b>", "**a**", "`a`", "$a$", ":red[a]", "a\nb", ""])
def test_words_that_could_be_markup_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="plain words"):
        badge(words, icon="circle", color="gray")
