"""What the encoder and the linear model make of posts together, and how a post is written for the encoder."""

from __future__ import annotations

import time

import numpy as np
import pytest
from larkmere_school import LARKMERE, mention

from classifiers.encoder import MAX_PIECES, OUTPUTS, encoder
from classifiers.judge import FLAGS, Judge, from_elsewhere, judge
from classifiers.reading import reading
from classifiers.text_model import text_model
from classifiers.weights_file import weights_file
from data.errors import StoreError
from data.records import School


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("Larkmere Primary is great", "our school is great", id="the school in short"),
        pytest.param("larkmere-primary is great", "our school is great", id="with a hyphen"),
        pytest.param("#LarkmerePrimary rocks", "#our school rocks", id="in a hashtag"),
        pytest.param("Larkmere FC lost", "another place lost", id="a namesake"),
        pytest.param("https://x.example/a thanks @kev", "a link thanks @someone", id="links and handles"),
        pytest.param("st\u200bupid", "stupid", id="zero width"),
    ],
)
def test_names_are_masked_before_the_encoder_reads(text: str, read: str) -> None:
    assert reading(mention(text), LARKMERE) == read


def test_a_saints_school_is_masked_however_it_is_written() -> None:
    school = School("St Mary's Primary School")
    for text in ("St. Marys Primary", "Saint Mary's School", "st mary’s primary school"):
        assert reading(mention(text), school) == "our school"


def test_the_title_and_the_stars_are_read_too() -> None:
    assert reading(mention("Rude", title="Larkmere Primary", rating=1), LARKMERE) == (
        "a review with 1 of 5 stars, in our school: Rude"
    )


def test_the_encoder_gives_the_same_numbers_alone_and_in_a_batch() -> None:
    texts = ["she is a fat cow", "lovely fair", "word " * 500, ""]
    together = encoder().logits(texts)
    alone = np.vstack([encoder().logits([text]) for text in texts])
    assert together.shape == (4, len(OUTPUTS))
    # In int8 a batch shares its scale, so that numbers differ a little.
    assert np.abs(together - alone).max() < 0.6


def test_words_beyond_what_is_read_change_nothing() -> None:
    long = "the school fair was nice " * MAX_PIECES
    assert np.allclose(encoder().logits([long]), encoder().logits([long + "kill them all"]))


def test_abuse_threat_and_praise_are_told_apart() -> None:
    posts = [
        mention("Mrs Hale is a fat useless cow and her kids are scum"),
        mention("I am bringing a knife to Larkmere Primary on Monday morning, the front office first"),
        mention("Thank you all at Larkmere Primary for a wonderful year, we love it"),
    ]
    judged = judge().judged(posts, LARKMERE)
    abusive, risk = judged.scores["abusive"], judged.scores["safeguarding"]
    assert abusive[0] >= judge().thresholds("abusive").review > abusive[2]
    assert risk[1] >= judge().thresholds("safeguarding").review > risk[2]
    assert judged.kinds[0] == "insult"
    assert judge().scores("sentiment", posts, LARKMERE)[2].argmax() == 0


def test_public_texts_count_as_far_as_a_post_is_not_about_the_school() -> None:
    relevant, elsewhere = np.array([1.0, 0.5, 0.0, 0.0, 0.0, 0.0]), np.array([0.9, 0.9, 0.9, 0.1, 0.9, 0.1])
    calm = np.array([[0.0], [0.0], [0.0], [0.0], [1.0], [1.0]])
    about, half, none, clean, excused, praised = from_elsewhere(relevant, elsewhere, calm)
    assert about == 0
    assert 0 < half < none
    assert clean == pytest.approx(-none)
    assert (excused, praised) == (0, clean)


def test_what_the_linear_model_clears_is_not_read_by_the_encoder() -> None:
    stored = {"heads": judge()._heads, "quiet": judge()._quiet, "front": 1.1}
    judged = Judge(stored, text_model()).judged([mention("fat useless cow")], LARKMERE)
    assert judged.kinds == (None,)
    assert set(judged.scores) == {*FLAGS, "sentiment"}


def test_one_post_is_read_within_60_ms_of_processor_time() -> None:
    judge().judged([mention("warm up, you stupid cow")], LARKMERE)
    begun = time.process_time()
    judge().judged([mention("That head is a stupid cow and somebody should slap her")], LARKMERE)
    assert time.process_time() - begun < 0.06


def test_an_unknown_weights_file_is_refused() -> None:
    with pytest.raises(StoreError):
        weights_file("other.onnx")
