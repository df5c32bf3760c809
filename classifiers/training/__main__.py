"""Fit the models, or measure them: `python -m classifiers.training fit|fit-encoder|weigh|fit-names|evaluate`.

After `fit` comes `fit-encoder`: how the encoder is weighed depends on the linear model.
"""

from __future__ import annotations

import argparse
import sys

from classifiers.training.corpus import DEV, TEST, TRAIN, schools


def main(arguments: list[str] | None = None) -> int:
    """Run the command; exit code 0 when done, 2 when there are no posts to learn from."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fit", help="fit the model on the train and dev schools and write weights, manifest and card")
    commands.add_parser("fit-encoder", help="fine-tune the encoder and weigh it; needs requirements-train.txt")
    commands.add_parser("fit-names", help="fit the name finder and the weighing of names, and write their card")
    commands.add_parser(
        "weigh", help="fit weighing and thresholds anew, without fine-tuning; after `fit`, or new rules"
    )
    measure = commands.add_parser("evaluate", help="print the shipped detectors' figures for schools")
    measure.add_argument("school", nargs="*", help="folders under posts/; default: the schools kept for testing")
    measure.add_argument("--public", action="store_true", help="measure abuse on public texts kept apart, instead")
    measure.add_argument("--write", metavar="NOTE", help="write the figures to weights/evaluation.md, with this note")
    asked = parser.parse_args(arguments)
    if asked.command == "evaluate":
        return _public() if asked.public else _evaluate(asked.school, asked.write)
    if asked.command == "weigh":
        from classifiers.training.fit_encoder import weigh

        print(weigh())
        return 0
    if asked.command == "fit-names":
        return _fit_names()
    return _fit(encoder=asked.command == "fit-encoder")


def _fit(*, encoder: bool) -> int:
    from classifiers.training.card import write_card
    from classifiers.training.fit import fit, save
    from classifiers.training.fit_encoder import fit_encoder, keep_linear

    groups = schools(*TRAIN, *DEV)
    if not groups:
        print("there are no posts under classifiers/training/posts", file=sys.stderr)
        return 2
    if encoder:
        print(fit_encoder())
        return 0
    stored, unseen = fit(groups)
    digest = save(stored)
    keep_linear(unseen)
    print(write_card(stored, unseen, groups, digest))
    return 0


def _fit_names() -> int:
    from classifiers.training.fit_names import fit_names
    from classifiers.training.names_card import write_card

    groups = schools(*TRAIN, *DEV)
    if not groups:
        print("there are no posts under classifiers/training/posts", file=sys.stderr)
        return 2
    found, unseen, thresholds = fit_names(groups)
    print(write_card(groups, found, unseen, thresholds))
    return 0


def _public() -> int:
    from classifiers.training.public_figures import public_figures

    figures = public_figures()
    if figures is None:
        print("the public sets are not at hand", file=sys.stderr)
        return 2
    print(figures.to_text())
    return 0


def _evaluate(keys: list[str], note: str | None) -> int:
    from classifiers.training.held_out_card import figures_of, write_held_out_card

    asked = keys or TEST
    groups = schools(*asked) if asked else []
    if missing := sorted(set(asked) - {group.key for group in groups}):
        print(f"no such school under classifiers/training/posts: {', '.join(missing)}", file=sys.stderr)
        return 2
    if not groups:
        print("no school is kept for testing (TEST in classifiers/training/corpus.py): name one", file=sys.stderr)
        return 2
    figures = figures_of(groups)
    print("\n\n".join(f"{name}\n{lines}" for name, lines in figures.items()))
    if note is not None:
        write_held_out_card(figures, note)
    return 0


if __name__ == "__main__":
    sys.exit(main())
