"""What becomes of a post: severity and category, by the alert table of domain.md 6.1."""

from __future__ import annotations

import pytest

from casework.triage import triage
from data.records import Examination, Finding, Post, Pupil, School
from data.words import Direction, Label, Level, Platform, Sentiment, Severity

SCHOOL = School(
    "Larkmere Primary School & Nursery",
    pupils=(Pupil("p1", "Ada", "Quill"), Pupil("p2", "Tom", "Reed", protected=True)),
)


def finding(
    label: Label, subtype: str | None = None, level: Level = Level.ALERT, pupils: tuple[str, ...] = ()
) -> Finding:
    return Finding(label, 0.9, level, "a reason", "test", "1", subtype, pupil_ids=pupils)


def examined(
    *findings: Finding,
    relevant: bool = True,
    relevance: float = 0.9,
    direction: Direction = Direction.MENTION,
    sentiment: Sentiment = Sentiment.NEGATIVE,
) -> Examination:
    return Examination(Post("1", Platform.X, "words", direction), relevant, relevance, sentiment, {}, findings)


REVIEW = Level.REVIEW


@pytest.mark.parametrize(
    ("found", "severity", "category"),
    [
        pytest.param([finding(Label.SAFEGUARDING)], "S1", "safeguarding", id="threat, child in danger"),
        pytest.param([finding(Label.SAFEGUARDING, level=REVIEW)], "S2", "safeguarding", id="safeguarding, unsure"),
        pytest.param([finding(Label.STAFF_ALLEGATION)], "S1", "staff_allegation", id="allegation about staff"),
        pytest.param(
            [finding(Label.DEFAMATORY), finding(Label.STAFF_ALLEGATION)],
            "S1",
            "staff_allegation",
            id="the gravest decides",
        ),
        pytest.param(
            [finding(Label.SAFEGUARDING), finding(Label.STAFF_ALLEGATION), finding(Label.REPORTING_RESTRICTION)],
            "S1",
            "staff_allegation",
            id="an allegation about staff has people and a clock of its own, also where a child may be in danger",
        ),
        pytest.param(
            [finding(Label.SAFEGUARDING), finding(Label.ABUSIVE, "threat"), finding(Label.STAFF_ALLEGATION)],
            "S1",
            "safeguarding",
            id="a threat comes before an allegation",
        ),
        pytest.param(
            [finding(Label.CHILD_IDENTIFYING, "full_name", pupils=("p1",))],
            "S2",
            "child_identifying",
            id="a child's full name",
        ),
        pytest.param(
            [finding(Label.CHILD_IDENTIFYING, "full_name", pupils=("p2",))],
            "S1",
            "child_identifying",
            id="a protected child",
        ),
        pytest.param(
            [finding(Label.CHILD_IDENTIFYING, "first_name_plus")],
            "S2",
            "child_identifying",
            id="first name with a pointer",
        ),
        pytest.param([finding(Label.CHILD_IDENTIFYING, "description")], "S3", "child_identifying", id="a description"),
        pytest.param([finding(Label.IMPERSONATION)], "S2", "impersonation", id="impersonation"),
        pytest.param([finding(Label.DEFAMATORY)], "S2", "defamatory", id="potentially defamatory"),
        pytest.param(
            [finding(Label.DEFAMATORY, level=REVIEW)], "S3", "defamatory", id="potentially defamatory, unsure"
        ),
        pytest.param([finding(Label.ABUSIVE, "insult")], "S2", "abusive", id="abuse"),
        pytest.param([finding(Label.ABUSIVE, "insult", REVIEW)], "S3", "abusive", id="abuse, unsure"),
        pytest.param([finding(Label.ABUSIVE, "threat", REVIEW)], "S2", "abusive", id="a threat, unsure"),
    ],
)
def test_a_post_about_the_school(found: list[Finding], severity: str, category: str) -> None:
    outcome = triage(examined(*found), SCHOOL)
    assert (outcome.severity, outcome.category) == (Severity(severity), Label(category))
    assert outcome.opens_case
    assert not outcome.may_be_another_school


@pytest.mark.parametrize(
    ("sentiment", "severity"),
    [
        pytest.param(Sentiment.NEGATIVE, Severity.S4, id="fair criticism goes to the digest"),
        pytest.param(Sentiment.POSITIVE, Severity.S4, id="praise goes to the digest"),
        pytest.param(Sentiment.NEUTRAL, None, id="a notice goes nowhere"),
    ],
)
def test_without_findings_no_case(sentiment: Sentiment, severity: Severity | None) -> None:
    outcome = triage(examined(sentiment=sentiment), SCHOOL)
    assert (outcome.severity, outcome.opens_case) == (severity, False)


@pytest.mark.parametrize(
    ("label", "severity"),
    [
        pytest.param(Label.CHILD_NAMED, "S2", id="a child named"),
        pytest.param(Label.CONSENT_MISSING, "S2", id="no permission"),
        pytest.param(Label.CONSENT_UNDECLARED, "S2", id="nobody said who"),
        pytest.param(Label.CLOSE_UP, "S3", id="a close-up"),
        pytest.param(Label.HASHTAG, "S3", id="a hashtag"),
    ],
)
def test_our_own_posts(label: Label, severity: str) -> None:
    assert triage(examined(finding(label), direction=Direction.OWN), SCHOOL).severity == Severity(severity)


def test_our_own_post_with_a_protected_child_is_for_now() -> None:
    breach = finding(Label.CONSENT_MISSING, pupils=("p1", "p2"))
    assert triage(examined(breach, direction=Direction.OWN), SCHOOL).severity is Severity.S1


def test_our_own_posts_are_judged_by_the_policy_and_not_as_a_strangers() -> None:
    named = finding(Label.CHILD_IDENTIFYING, "first_name_plus")
    assert not triage(examined(named, direction=Direction.OWN), SCHOOL).opens_case


@pytest.mark.parametrize(
    ("found", "relevance", "opens"),
    [
        pytest.param(finding(Label.SAFEGUARDING), 0.3, True, id="danger"),
        pytest.param(finding(Label.ABUSIVE, "threat"), 0.3, True, id="a threat"),
        pytest.param(
            finding(Label.CHILD_IDENTIFYING, "full_name", pupils=("p1",)), 0.3, True, id="a full name on the roll"
        ),
        pytest.param(
            finding(Label.CHILD_IDENTIFYING, "full_name"), 0.3, False, id="a full name that is not on the roll"
        ),
        pytest.param(finding(Label.ABUSIVE, "insult"), 0.3, False, id="an insult elsewhere"),
        pytest.param(finding(Label.DEFAMATORY), 0.3, False, id="an allegation elsewhere"),
        pytest.param(finding(Label.SAFEGUARDING), 0.05, False, id="danger plainly elsewhere"),
    ],
)
def test_a_post_that_may_be_about_another_school(found: Finding, relevance: float, *, opens: bool) -> None:
    outcome = triage(examined(found, relevant=False, relevance=relevance), SCHOOL)
    assert outcome.opens_case is opens
    assert outcome.may_be_another_school is opens
