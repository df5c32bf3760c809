"""Policy, Models and About: who changes what there, the effect before saving, and what the public is told."""

from __future__ import annotations

import hashlib

import pytest
from opened_cases import mention, open_case, said
from seats import labels, press, seated, words
from streamlit.testing.v1 import AppTest

from collectors.registry import source_settings
from data.config_file import FILE_NAME, read_config
from data.store.tables import AuditRow
from data.words import CaseStatus, CloseReason, Label
from pipelines.cases import change_status
from pipelines.home import Home
from pipelines.model_watch import drift, model_cards, over_flagging
from pipelines.operating_point import current_points
from pipelines.policy_view import policy_seen, what_would_change


def in_file(home: Home) -> object:
    return read_config(home.folder / FILE_NAME, source_settings())


def policy(username: str, view: str = "rules") -> AppTest:
    at = seated(username, "policy", view=view)
    assert not at.exception
    return at


@pytest.fixture
def scored(home: Home) -> Home:
    """Three posts about the school with a high score for abuse."""
    for number in range(3):
        open_case(home, mention(str(number), f"words {number} of quite another matter"), said(Label.ABUSIVE))
    return home


def test_everybody_reads_the_rules_and_two_roles_change_them(home: Home) -> None:
    assert "Posts, captions and pictures do not include the name of any child." in words(policy("l.pemberton"))
    assert "Change a rule" not in [box.label for box in policy("l.pemberton").expander]
    for username in ("k.boateng", "h.ashdown"):
        assert "Change a rule" in [box.label for box in policy(username).expander]


def test_another_profile_is_shown_before_it_is_saved(home: Home) -> None:
    at = policy("h.ashdown")
    at.selectbox(key="policy-profile").set_value("first_name_only").run()
    assert "first name" in words(at)
    assert in_file(home).policy.profile == "strict_no_names"  # type: ignore[attr-defined]  # a model made at run time
    press(at, "Save the profile")
    assert not at.exception
    assert "Saved" in at.success[0].value
    assert in_file(home).policy.profile == "first_name_only"  # type: ignore[attr-defined]  # as above
    assert "First names only" in words(at)
    with home.store.reading() as session:
        assert [row.actor for row in session.query(AuditRow) if row.action == "settings:changed"] == ["h.ashdown"]


def test_a_rule_is_changed_and_put_back(home: Home) -> None:
    at = policy("k.boateng")
    at.selectbox(key="policy-which").set_value("close_ups").run()
    at.selectbox(key="policy-close_ups").set_value("allow").run()
    press(at, "Save the rule")
    assert ">School</td>" in words(at)
    at.selectbox(key="policy-close_ups").set_value("").run()
    press(at, "Save the rule")
    assert ">School</td>" not in words(at)


def test_no_rule_speaks_in_the_words_of_the_settings(home: Home) -> None:
    seen = [(rule.now, rule.wording) for rule in policy_seen(home=home).rules]
    changed = [(one.then, one.wording) for one in what_would_change(home=home, chosen="first_name_only")]
    for now, wording in seen + changed:
        assert now[:1].isupper() or now[:1].isdigit(), wording
        assert "_" not in now + wording


def test_what_another_profile_would_change_leaves_the_schools_own_rules(home: Home) -> None:
    assert what_would_change(home=home, chosen="strict_no_names") == ()
    assert what_would_change(home=home, chosen="first_name_only")
    assert not any(rule.is_changed for rule in policy_seen(home=home).rules)


def test_only_the_safeguarding_lead_moves_thresholds(home: Home) -> None:
    for username in ("h.ashdown", "l.pemberton"):
        at = policy(username, "thresholds")
        assert not at.number_input
        assert "as shipped" in words(at)
    assert len(policy("k.boateng", "thresholds").number_input) == 8


def test_the_effect_on_last_months_posts_is_shown_before_saving(scored: Home) -> None:
    at = policy("k.boateng", "thresholds")
    assert "Save" not in labels(at)
    review, alert = at.number_input[0], at.number_input[1]
    alert.set_value(0.95)
    review.set_value(0.93).run()
    assert "Save" not in labels(at)
    press(at, "Show the effect on the last 31 days")
    assert not at.exception
    assert "of 3 posts in 31 days, people would see 3 posts fewer" in words(at)
    press(at, "Save")
    assert not at.exception
    assert "Set by the school" in words(at)
    point = in_file(scored).detectors.thresholds.points()[Label.ABUSIVE]  # type: ignore[attr-defined]  # as above
    assert (point.review, point.alert) == (0.93, 0.95)
    next(button for button in at.button if button.label.startswith("Back to")).click().run()
    assert "Set by the school" not in words(at)
    assert in_file(scored).detectors.thresholds.points() == {}  # type: ignore[attr-defined]  # as above


def test_an_alert_below_review_is_refused(scored: Home) -> None:
    at = policy("k.boateng", "thresholds")
    at.number_input[1].set_value(0.06).run()
    press(at, "Show the effect on the last 31 days")
    assert "must not lie below review" in words(at)
    assert "Save" not in labels(at)


# --- Models --------------------------------------------------------------------------------------------------------------


def test_models_say_when_there_is_too_little_to_say(home: Home) -> None:
    at = seated("r.desai", "models")
    assert not at.exception
    said_there = words(at)
    assert "Too few to say" in said_there
    assert "Too few posts to say" in said_there
    assert "Nothing is on trial" in at.info[0].value
    assert "Back to the models as shipped" not in labels(at)


def test_false_alarms_are_counted_from_enough_cases(home: Home) -> None:
    for number in range(20):
        words_of_its_own = hashlib.sha256(str(number).encode()).hexdigest()
        spaced = " ".join(words_of_its_own[at : at + 6] for at in range(0, 60, 6))
        reference = open_case(home, mention(str(number), spaced), said(Label.ABUSIVE))
        change_status(
            home=home,
            viewer="k.boateng",
            reference=reference,
            status=CaseStatus.CLOSED,
            reason=CloseReason.FALSE_ALARM if number < 5 else CloseReason.REPLIED,
            words="done",
        )
    found = {one.label: one for one in over_flagging(home=home)}
    counted = found[Label.ABUSIVE]
    assert (counted.closed, counted.false_alarms, counted.share) == (20, 5, 0.25)
    assert found[Label.SAFEGUARDING].closed is None


def test_drift_needs_posts_in_both_months(scored: Home) -> None:
    assert {one.moved for one in drift(home=scored)} == {None}
    assert {one.label for one in drift(home=scored)} == set(current_points(home=scored))


def test_every_model_has_its_card_on_the_page(home: Home) -> None:
    at = seated("g.thornhill", "models", view="cards")
    assert not at.exception
    assert [box.label for box in at.expander] == [f"The card of {name}" for name in model_cards()]


def test_taking_back_is_the_safeguarding_leads(home: Home) -> None:
    at = press(seated("k.boateng", "models"), "Back to the models as shipped")
    assert not at.exception
    assert "all is as shipped" in at.success[0].value


# --- About our monitoring ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["s.marsh", "r.desai", "l.pemberton"])
def test_everybody_reads_what_the_public_is_told(home: Home, username: str) -> None:
    at = seated(username, "about")
    assert not at.exception
    said_there = words(at)
    assert "Larkmere Primary School &amp; Nursery looks at what is published about it" in said_there
    assert "At present no source is switched on" in said_there
    assert "We recognise no faces" in said_there
