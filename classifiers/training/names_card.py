"""Write the model card of the name finder and of the weighing of names, with figures on what neither had seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from classifiers.names import tagger, weighing
from classifiers.names.fold import words
from classifiers.names.free_stretches import known_first, surname_after
from classifiers.names.tagger import INSIDE, OUTSIDE, name_tagger
from classifiers.training.corpus import Schoolful, data_hashes
from classifiers.training.fit_names import FIXED_ALERT, FIXED_FROM, FULL_NAMES_EARLIER, Held, best, harmless, held_out
from classifiers.training.manifest import WEIGHTS
from classifiers.training.name_examples import STRANGERS_COUNT, Example, strangers
from classifiers.training.tagged_words import Line, marked_lines
from data.records import Span

CARD = "names.md"
_FIND_FROM = 0.5
_KINDS = ("full_name", "first_name_plus", "description")
_TEMPLATE = """# Model card: names.crfsuite and names.json

`names.crfsuite` is a conditional random field that says of each word how likely it belongs to a person's name; it finds
names that no register holds. `names.json` holds two logistic models of a few dozen readable traits each (the form of a
name, what points to a child near it, what speaks of an adult, a story or the past): one for names on the roll, one for
other names. They suggest what a person should look at; they decide nothing.

- Files: `names.crfsuite` (sha256 `{crf}`),
  `names.json` (sha256 `{weigher}`); written {day} by
  `python -m classifiers.training fit-names` (seeded: the same data give the same files).
- Licence: Apache-2.0, like the project.
- The finder learned from {lines} texts of the Broad Twitter Corpus (CC-BY 4.0; Derczynski et al. 2016) and
  WNUT-17 (CC-BY 4.0), handles left out, with first names and births from the Office for National Statistics (Open
  Government Licence v3.0); half of the texts with a name once more with names nobody bears. The file holds weights of
  words and word shapes.
- The weighing learned from {posts} invented, labelled posts about {schools} (Apache-2.0, `classifiers/training/posts`),
  and from {strange} names in the public texts kept for measuring the finder, each as no child of a school and each with
  a weight of {counts}.

## Figures

Names of people in {kept} public texts kept for measuring (each fifth), exact places:

| finder | precision | recall | F1 |
|---|---|---|---|
{public}

`child_identifying` on school posts, each school read by models that had not seen it, thresholds chosen on the same
predictions (review from log-odds {review:.2f}, alert from {alert:.2f}, full names {earlier} earlier); word lists and
rules were written with these schools at hand, so expect less elsewhere. Flagged wrongly: at review / at alert.

| names | F1 | precision | recall | {kinds} | at alert | criticism | other harmless |
|---|---|---|---|---|---|---|---|---|---|
{rows}

## Known failures

- A first name that is an ordinary word, written small, and children's names no list holds, written small.
- An adult named in full with a child's pointer near by (a coach, a parent, a namesake) is sometimes taken for a child.
- Characters and people of public life who are not in `lexicons/public_names.txt`.
- A description is found by patterns only: one child's rare role or deed in other words is missed, and patterns cannot
  tell an old story from today's.

## Data

{hashes}
"""


def write_card(
    groups: Sequence[Schoolful], found: Sequence[Sequence[Example]], unseen: Held, thresholds: tuple[float, float]
) -> str:
    """Write the card beside the weights and return its figures."""
    kept = marked_lines(held_out=True)
    strange = strangers(groups[0].school)
    listed = held_out(found, lambda name: name.listed, strange)
    only_found = held_out(
        found, lambda name: name.head == "roll" or name.traits.get("chance", 0.0) >= _FIND_FROM, strange
    )
    hashes = data_hashes()
    ours = {f"{group.key}/posts.jsonl" for group in groups}
    read = [name for name in hashes if name in ours or name.startswith(("broad_twitter", "wnut17"))]
    card = _TEMPLATE.format(
        crf=_digest(tagger.FILE),
        weigher=_digest(weighing.FILE),
        day=datetime.now(UTC).date().isoformat(),
        lines=len(marked_lines(held_out=False)),
        posts=sum(len(group.posts) for group in groups),
        schools=f"{len(groups)} invented schools ({', '.join(group.key for group in groups)})",
        strange=len(strange),
        counts=STRANGERS_COUNT,
        kept=len(kept),
        public="\n".join(_public(kept)),
        review=thresholds[0],
        alert=thresholds[1],
        earlier=FULL_NAMES_EARLIER,
        kinds=" | ".join(kind.replace("_", " ") for kind in _KINDS),
        rows="\n".join(
            (
                _row("roll and known first names", found, listed, thresholds),
                _row("roll and what the finder finds", found, only_found, thresholds),
                _row("all of these together (shipped)", found, unseen, thresholds),
            )
        ),
        hashes="\n".join(f"- `{name}` {hashes[name]}" for name in read),
    )
    (WEIGHTS / CARD).write_text(card, encoding="utf-8")
    return card.split("## Figures")[1].split("## Known")[0].strip()


class _Said(NamedTuple):
    """A post and whether it reaches review and alert."""

    example: Example
    levels: tuple[bool, bool]


def _row(name: str, found: Sequence[Sequence[Example]], unseen: Held, thresholds: tuple[float, float]) -> str:
    pairs = [
        (example, best(example, odds))
        for group, held in zip(found, unseen, strict=True)
        for example, odds in zip(group, held, strict=True)
    ]
    review, alert = thresholds
    said = [
        _Said(example, (score >= review or example.fixed >= FIXED_FROM, score >= alert or example.fixed >= FIXED_ALERT))
        for example, score in pairs
    ]
    flagged = [each for each in said if each.levels[0]]
    wanted = [each for each in said if each.example.labels.child_identifying]
    hits = [each for each in wanted if each.levels[0]]
    precision, recall = len(hits) / max(1, len(flagged)), len(hits) / max(1, len(wanted))
    kinds = []
    for kind in _KINDS:
        those = [each for each in wanted if each.example.labels.child_identifying == kind]
        kinds.append(f"{sum(each.levels[0] for each in those) / max(1, len(those)):.2f}")
    calm = []
    for kind in ("criticism", "other"):
        those = [each for each in said if harmless(each.example) == kind]
        calm.append(" / ".join(f"{sum(each.levels[at] for each in those) / max(1, len(those)):.1%}" for at in (0, 1)))
    sure = sum(each.levels[1] for each in wanted) / max(1, len(wanted))
    return (
        f"| {name} | {2 * precision * recall / max(1e-9, precision + recall):.2f} | {precision:.2f} | {recall:.2f} "
        f"| {' | '.join(kinds)} | {sure:.2f} | {' | '.join(calm)} |"
    )


def _public(lines: Sequence[Line]) -> list[str]:
    """Return a row for the rules alone (a known first name and what follows), the finder, and both together."""
    finders: dict[str, Callable[[str], frozenset[Span]]] = {
        "known first names": _by_rules,
        "the finder": _by_finder,
        "both": lambda text: _by_finder(text) | _by_rules(text),
    }
    rows = []
    for name, finder in finders.items():
        hits = said = wanted = 0
        for text, places in map(_whole, lines):
            found = finder(text)
            hits, said, wanted = hits + len(found & places), said + len(found), wanted + len(places)
        precision, recall = hits / max(1, said), hits / max(1, wanted)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        rows.append(f"| {name} | {precision:.2f} | {recall:.2f} | {f1:.2f} |")
    return rows


def _by_rules(text: str) -> frozenset[Span]:
    found, places, after = words(text), set(), -1
    for at, word in enumerate(found):
        if at > after and word.capital and not word.tagged and known_first(word.text):
            after = at + surname_after(found, at, text)
            places.add((word.start, found[after].end))
    return frozenset(places)


def _by_finder(text: str) -> frozenset[Span]:
    return frozenset(run.span for run in name_tagger().names(text, least=_FIND_FROM))


def _whole(line: Line) -> tuple[str, frozenset[Span]]:
    """Return a marked text as one string, and where its names stand in it."""
    text, places, begun = "", set(), -1
    for token, mark in zip(*line, strict=True):
        if begun >= 0 and mark != INSIDE:
            places.add((begun, len(text)))
            begun = -1
        text += " " if text else ""
        if mark != OUTSIDE and begun < 0:
            begun = len(text)
        text += token
    if begun >= 0:
        places.add((begun, len(text)))
    return text, frozenset(places)


def _digest(name: str) -> str:
    return hashlib.sha256((WEIGHTS / name).read_bytes()).hexdigest()
