"""How fast and how well posts are read, on one core: `python benchmarks/examine.py [--posts 1000] [--presidio MODEL]`.

The posts are those about a school kept for testing, which no model has seen (the last dev school while none is kept),
drawn with repetition so that 90% carry no flag; the roll has 500 pupils. Speed and F1 come from the same run.
`--presidio` compares the name matcher with Presidio's PERSON recogniser, which is no dependency: `pip install
presidio-analyzer` and a spaCy model first, and name that model when it is not en_core_web_sm.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

os.environ.setdefault("OMP_NUM_THREADS", "1")

from classifiers.base import NoMedia
from classifiers.evaluation import Labels, evaluate
from classifiers.lexicon import word_list
from classifiers.training.corpus import DEV, TEST, schools
from data.records import Post, Pupil, School

SCHOOL = (*DEV, *TEST)[-1]
ROLL = 500
UNFLAGGED = 0.9
BATCH = 256
SEED = 1
SURNAMES = ("Ashdown", "Birtles", "Cawthorne", "Dunmore", "Eccles", "Fairburn", "Garside", "Hallam", "Jessop", "Lomax")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--presidio", nargs="?", const="en_core_web_sm", metavar="MODEL")
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    import onnxruntime  # noqa: F401
    import sklearn.feature_extraction.text  # noqa: F401 - imports are not counted as loading
    import skops.io  # noqa: F401
    import tokenizers  # noqa: F401

    from classifiers.encoder import encoder
    from classifiers.judge import judge
    from classifiers.registry import detectors

    begun = time.perf_counter()
    detectors()
    judge()
    encoder()
    print(f"models loaded in {time.perf_counter() - begun:.2f} s, imports not counted (at most 3)")

    school, posts, labels = _drawn(asked.posts)
    print(f"{len(posts)} posts about {SCHOOL}, {UNFLAGGED:.0%} without a flag, a roll of {len(school.pupils)}")
    front = judge().front
    judge().front = 0.0
    _examined("every post through the encoder (at least 80)", school, posts, labels)
    judge().front = front
    _examined("the linear model in front (at least 200)", school, posts, labels)
    _one_post(school, posts)
    _names(school, posts, presidio=asked.presidio)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at its highest: {peak:.0f} MB (at most 700)")


def _drawn(count: int) -> tuple[School, list[Post], list[Labels]]:
    """Return the school with a roll of 500, and posts with their labels, nine in ten without a flag."""
    chance = random.Random(SEED)
    [group] = schools(SCHOOL)
    rows = list(zip(group.posts, group.labels, strict=True))
    calm = [row for row in rows if not row[1].flagged]
    flagged = [row for row in rows if row[1].flagged]
    share = round(count * UNFLAGGED)
    drawn = [*chance.choices(calm, k=share), *chance.choices(flagged, k=count - share)]
    chance.shuffle(drawn)
    firsts = sorted(word_list("first_names") - word_list("name_words"))
    more = [
        Pupil(f"B{at:03}", chance.choice(firsts).title(), chance.choice(SURNAMES))
        for at in range(ROLL - len(group.school.pupils))
    ]
    school = replace(group.school, pupils=(*group.school.pupils, *more))
    # Every post is its own, so that nothing kept from the last one helps.
    posts = [replace(post, id=f"{post.id}-{at}") for at, (post, _) in enumerate(drawn)]
    return school, posts, [label for _, label in drawn]


def _examined(what: str, school: School, posts: Sequence[Post], labels: Sequence[Labels]) -> None:
    from classifiers.registry import examine

    examine(posts[:BATCH], school)
    begun = time.process_time()
    said = [each for at in range(0, len(posts), BATCH) for each in examine(posts[at : at + BATCH], school)]
    speed = len(posts) / (time.process_time() - begun)
    found = evaluate(labels, said)
    scores = ", ".join(f"{name} {figures.f1[0]:.2f}" for name, figures in found.labels.items())
    print(f"{what}: {speed:.0f} posts a second; F1 {scores}; sentiment {found.sentiment_macro_f1:.2f}")


def _one_post(school: School, posts: Sequence[Post]) -> None:
    from classifiers.registry import examine

    taken = []
    for post in posts[:60]:
        begun = time.process_time()
        examine([post], school)
        taken.append(1000 * (time.process_time() - begun))
    taken.sort()
    print(f"one post, warm: {taken[30]:.0f} ms at the median, {taken[-1]:.0f} ms at most (at most 60)")


def _names(school: School, posts: Sequence[Post], *, presidio: str | None) -> None:
    from classifiers.names.matcher import RollMatcher

    matcher = RollMatcher()
    matcher.examine(posts[:1], school, NoMedia())
    ours = _speed(lambda: matcher.examine(posts, school, NoMedia()), len(posts))
    print(f"the name matcher alone: {ours:.0f} posts a second")
    if not presidio:
        return
    try:
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import NlpEngineProvider
    except ImportError:
        print("Presidio is not installed: not compared")
        return
    models = [{"lang_code": "en", "model_name": presidio}]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
    engine.analyze("warm up", language="en", entities=["PERSON"])
    some = posts[:200]
    theirs = _speed(lambda: [engine.analyze(post.text, language="en", entities=["PERSON"]) for post in some], len(some))
    print(f"Presidio's PERSON: {theirs:.0f} posts a second; the matcher is {ours / theirs:.0f} times as fast (8)")


def _speed(work: Callable[[], object], count: int) -> float:
    begun = time.process_time()
    work()
    return count / (time.process_time() - begun)


if __name__ == "__main__":
    main()
