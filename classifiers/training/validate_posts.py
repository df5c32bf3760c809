"""Check the hand-written training posts: shape, labels, spans, roll, repetition, counts.

Run as `python -m classifiers.training.validate_posts [DIR]`. Prints one row of counts for each school; exit code 1 on
any failure, each on its own line with the post's id. The format is described in `posts/README.md`.
"""

import csv
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from classifiers.training.corpus import TEST

POSTS = Path(__file__).parent / "posts"
PLATFORMS = (
    "x instagram facebook google_reviews mumsnet reddit wikipedia youtube tiktok snapchat whatsapp bluesky mastodon "
    "trustpilot web website other"
)
KINDS = (
    "praise criticism neutral namesake news spam abuse threat allegation staff_allegation child_named safeguarding "
    "near_miss mixed"
)
NEAR_MISSES = {"criticism", "near_miss", "namesake"}
REQUIRED = {"id", "platform", "text", "labels", "kind"}
OPTIONAL = (
    "direction account url title author published_at rating on_own_post hashtags repost_of images spans title_spans "
    "pupil_ids voice"
)
LABEL_VALUES: dict[str, tuple[object, ...]] = {
    "relevant": (True, False),
    "abusive": (None, "insult", "threat", "hate", "harassment"),
    "defamatory": (True, False),
    "child_identifying": (None, "full_name", "first_name_plus", "description"),
    "safeguarding": (True, False),
    "sentiment": ("positive", "neutral", "negative"),
}
FLAGS = ("abusive", "defamatory", "child_identifying", "safeguarding")
WORDS_MIN, WORDS_MAX = 3, 250
SENTENCE_WORDS_MIN = 5
POSTS_MIN, CRITICISM_MIN, NEAR_MISS_SHARE_MIN = 520, 130, 0.5

Row = dict[str, Any]


def sentences(text: str) -> Iterator[str]:
    """Each sentence of five words or more: lower case, no punctuation, one space between words."""
    for part in re.split(r"[.!?…\n]+", text):
        words = re.findall(r"[\w']+", part.casefold())
        if len(words) >= SENTENCE_WORDS_MIN:
            yield " ".join(words)


def label_errors(labels: Row) -> Iterator[str]:
    """Say what is wrong with a post's labels: a key that is missing or unknown, a value that is not in the contract."""
    if set(labels) != set(LABEL_VALUES):
        yield f"labels have the keys {sorted(labels)}"
    for key, allowed in LABEL_VALUES.items():
        if not any(type(labels.get(key)) is type(value) and labels.get(key) == value for value in allowed):
            yield f"{key} is {labels.get(key)!r}"


def span_errors(post: Row) -> Iterator[str]:
    """Say where spans and labels disagree, or a span lies outside its string or holds no word."""
    flagged = {flag for flag in FLAGS if post["labels"].get(flag)}
    marked: set[str] = set()
    for key, where in (("spans", "text"), ("title_spans", "title")):
        for label, spans in post.get(key, {}).items():
            marked.add(label)
            if not spans:
                yield f"{key}.{label} is empty"
            for start, end in spans:
                string = post.get(where, "")
                if not 0 <= start < end <= len(string) or not string[start:end].strip():
                    yield f"{key}.{label} [{start}, {end}] is outside its {where}, or blank"
    if marked != flagged:
        yield f"labels {sorted(flagged)} but spans for {sorted(marked)}"


def post_errors(post: Row, roll: set[str]) -> Iterator[str]:
    """Say everything that is wrong with one post by itself."""
    if missing := REQUIRED - set(post):
        yield f"lacks {sorted(missing)}"
        return
    if unknown := set(post) - REQUIRED - set(OPTIONAL.split()):
        yield f"has unknown keys {sorted(unknown)}"
    if post["platform"] not in PLATFORMS.split():
        yield f"platform is {post['platform']!r}"
    if post["kind"] not in KINDS.split():
        yield f"kind is {post['kind']!r}"
    if not WORDS_MIN <= len(post["text"].split()) <= WORDS_MAX:
        yield f"has {len(post['text'].split())} words"
    if strangers := set(post.get("pupil_ids", [])) - roll:
        yield f"pupils {sorted(strangers)} are not on the roll"
    if post["kind"] in NEAR_MISSES and any(post["labels"].get(flag) for flag in FLAGS):
        yield f"is a {post['kind']} and carries a flag"
    yield from label_errors(post["labels"])
    yield from span_errors(post)


def school_errors(posts: list[Row]) -> Iterator[str]:
    """Say where a school that is learned from falls short of posts, of criticism, of near-misses, of who speaks."""
    kinds = Counter(post.get("kind", "") for post in posts)
    near = sum(kinds[kind] for kind in NEAR_MISSES)
    if len(posts) < POSTS_MIN:
        yield f"has {len(posts)} posts, fewer than {POSTS_MIN}"
    if kinds["criticism"] < CRITICISM_MIN:
        yield f"has {kinds['criticism']} posts of ordinary criticism, fewer than {CRITICISM_MIN}"
    if silent := sum("voice" not in post for post in posts):
        yield f"has {silent} posts that do not say who speaks (voice)"
    if near < NEAR_MISS_SHARE_MIN * len(posts):
        yield f"has {near} near-misses in {len(posts)} posts, fewer than half"


def main(folder: Path = POSTS) -> int:
    """Check every school's folder under `folder`; return the exit code."""
    errors: list[str] = []
    ids: set[str] = set()
    said: dict[str, str] = {}
    print(f"{'school':24}{'posts':>6}{'relev':>6}" + "".join(f"{flag[:7]:>8}" for flag in FLAGS) + f"{'near':>6}")
    for school in sorted(path.parent for path in folder.glob("*/school.toml")):
        tomllib.loads((school / "school.toml").read_text(encoding="utf-8"))
        with (school / "pupils.csv").open(encoding="utf-8", newline="") as file:
            roll = {row["pupil_id"] for row in csv.DictReader(file)}
        lines = (school / "posts.jsonl").read_text(encoding="utf-8").splitlines()
        posts: list[Row] = [json.loads(line) for line in lines]
        for post in posts:
            name = str(post.get("id", f"{school.name}: a post without id"))
            errors += [f"{name} {error}" for error in post_errors(post, roll)]
            errors += [f"{name} is used twice"] if name in ids else []
            ids.add(name)
            for sentence in set(sentences(post.get("text", ""))):
                if (other := said.setdefault(sentence, name)) != name:
                    errors.append(f"{name} shares a sentence with {other}: {sentence}")
        errors += [f"{school.name} {error}" for error in school_errors(posts) if school.name not in TEST]
        flags = [sum(bool(post["labels"].get(flag)) for post in posts) for flag in ("relevant", *FLAGS)]
        near = sum(post.get("kind") in NEAR_MISSES for post in posts) / max(len(posts), 1)
        print(f"{school.name:24}{len(posts):>6}{flags[0]:>6}" + "".join(f"{n:>8}" for n in flags[1:]) + f"{near:>6.0%}")
    print("\n".join(errors) if errors else "no failures")
    return int(bool(errors))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])) if sys.argv[1:] else main())
