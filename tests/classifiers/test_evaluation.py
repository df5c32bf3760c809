from __future__ import annotations

import json

import pytest

from classifiers.evaluation import Labels, evaluate, labels_from_json
from data.errors import InputError
from data.records import Examination, Finding, Post
from data.words import Label, Level, Platform, Sentiment

GOOD = {
    "relevant": True,
    "abusive": None,
    "defamatory": False,
    "child_identifying": "full_name",
    "safeguarding": False,
    "sentiment": "neutral",
}


def said(
    post_id: str, *labels: Label, level: Level = Level.REVIEW, mood: Sentiment = Sentiment.NEGATIVE
) -> Examination:
    findings = tuple(Finding(label, 0.9, level, "because", "fake", "1") for label in labels)
    return Examination(
        Post(post_id, Platform.X, ""), relevant=True, relevance=0.9, sentiment=mood, scores={}, findings=findings
    )


def gold(*, abusive: str | None = None, mood: Sentiment = Sentiment.NEGATIVE) -> Labels:
    return Labels(
        relevant=True, abusive=abusive, defamatory=False, child_identifying=None, safeguarding=False, sentiment=mood
    )


def test_figures_of_a_small_case_are_those_worked_out_by_hand() -> None:
    labels = [gold(abusive="insult"), gold(abusive="threat"), gold(), gold(), gold(mood=Sentiment.POSITIVE)]
    examined = [
        said("found", Label.ABUSIVE, level=Level.ALERT),
        said("missed"),
        said("wrongly", Label.ABUSIVE),
        said("right"),
        said("praise", mood=Sentiment.POSITIVE),
    ]
    result = evaluate(labels, examined)
    assert [
        value[0]
        for value in (result.labels["abusive"].precision, result.labels["abusive"].recall, result.labels["abusive"].f1)
    ] == [0.5, 0.5, 0.5]
    assert result.alert_recall["abusive"] == 0.5
    assert result.subtype_recall == {"insult": 1.0, "threat": 0.0}
    assert result.over_flagging == {
        "criticism_review": 0.5,
        "criticism_alert": 0.0,
        "other_review": 0.0,
        "other_alert": 0.0,
    }
    assert result.confusions["abusive"] == {"missed": ("missed",), "wrongly_flagged": ("wrongly",)}
    assert result.sentiment_macro_f1 == 1.0


def test_an_interval_holds_its_figure_and_is_the_same_every_time() -> None:
    labels = [gold(abusive="insult" if at % 3 else None) for at in range(60)]
    examined = [said(str(at), *([Label.ABUSIVE] if at % 4 else [])) for at in range(60)]
    first, second = evaluate(labels, examined), evaluate(labels, examined)
    assert first == second
    value, low, high = first.labels["abusive"].f1
    assert low < value < high


def test_the_result_is_json_and_text() -> None:
    result = evaluate([gold()], [said("1", Label.ABUSIVE)])
    assert json.loads(json.dumps(result.to_json()))["confusions"]["abusive"]["wrongly_flagged"] == ["1"]
    assert "criticism" in result.to_text()


def test_no_posts_give_figures_of_nought() -> None:
    assert evaluate([], []).labels["relevant"].f1[0] == 0


def test_labels_are_read_from_json() -> None:
    assert labels_from_json(GOOD, line=1).child_identifying == "full_name"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        pytest.param(None, '"labels"', id="none at all"),
        pytest.param({**GOOD, "relevant": "yes"}, "labels.relevant", id="a word for a boolean"),
        pytest.param({**GOOD, "abusive": "rude"}, "labels.abusive", id="an unknown sub-type"),
        pytest.param({**GOOD, "defamatory": 1}, "labels.defamatory", id="a number for a boolean"),
        pytest.param({**GOOD, "sentiment": None}, "labels.sentiment", id="no sentiment"),
        pytest.param(
            {key: GOOD[key] for key in GOOD if key != "safeguarding"}, "labels.safeguarding", id="a key missing"
        ),
    ],
)
def test_wrong_labels_are_told_by_line_and_key(content: object, named: str) -> None:
    with pytest.raises(InputError, match="line 7") as error:
        labels_from_json(content, line=7)
    assert named in str(error.value)
