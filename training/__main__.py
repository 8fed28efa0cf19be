"""One command from MNIST's files to model/: `python3 -m training`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import torch

from . import data, tutorial
from .errors import TrainingError
from .pipeline import PACKAGE, make_model
from .recipes import RECIPES, TutorialRecipe


def options_from(arguments: list[str] | None) -> argparse.Namespace:
    """The command line as values."""
    parser = argparse.ArgumentParser("python3 -m training", description=__doc__)
    parser.add_argument("--recipe", choices=RECIPES, default="taught")
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="MNIST's four files; otherwise $MNIST_DIR, a neighbour, a mirror",
    )
    parser.add_argument(
        "--seed",
        type=int,
        nargs="+",
        default=[1, 2, 3],
        help="one network a seed; the best on validation ships (default: 1 2 3)",
    )
    parser.add_argument(
        "--runs",
        type=Path,
        default=PACKAGE / "runs",
        help="checkpoints; an interrupted run resumes",
    )
    parser.add_argument(
        "--model", type=Path, default=PACKAGE.parent / "model", help="where the model goes"
    )
    parser.add_argument(
        "--parity", type=Path, default=PACKAGE.parent / "test" / "fixtures" / "parity.json"
    )
    parser.add_argument(
        "--threads", type=int, default=1, help="same threads, same model (default: 1)"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Train and export; returns the exit code."""
    options = options_from(arguments)
    torch.set_num_threads(options.threads)
    recipe, started = RECIPES[options.recipe], time.monotonic()
    try:
        mnist = data.load(options.data)
        if isinstance(recipe, TutorialRecipe):
            tutorial.run(mnist, recipe, options.seed[0], options.runs / recipe.name, report)
        else:
            make_model(
                mnist,
                recipe,
                options.seed,
                options.runs / recipe.name,
                options.model,
                options.parity,
                report,
            )
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; the same command goes on from the last checkpoint", file=sys.stderr)
        return 130
    report(f"{(time.monotonic() - started) / 60:.1f} minutes")
    return 0


def report(line: str) -> None:
    """Progress, at once also through a pipe."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
