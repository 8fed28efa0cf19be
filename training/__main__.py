"""Trains the model from MNIST's four files and replaces `model/`: `python3 -m training`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import torch

from .data import mnist
from .errors import TrainingError
from .paths import MODEL, PARITY_VECTORS, RUNS
from .pipeline import Outputs, Pipeline
from .train.recipes import RECIPES, TutorialRecipe
from .train.tutorial import Tutorial


def parse_options(arguments: list[str] | None) -> argparse.Namespace:
    """Parses the command line."""
    parser = argparse.ArgumentParser("python3 -m training", description=__doc__)
    parser.add_argument("--recipe", choices=RECIPES, default="distilled")
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="folder of MNIST's files (default: $MNIST_DIR, ../shared/mnist, or a download)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        nargs="+",
        default=[1, 2, 3],
        help="trains one network per seed and exports the best on validation (default: 1 2 3)",
    )
    parser.add_argument(
        "--runs", type=Path, default=RUNS, help="folder of checkpoints, from which a run resumes"
    )
    parser.add_argument("--model", type=Path, default=MODEL, help="folder to replace")
    parser.add_argument("--parity", type=Path, default=PARITY_VECTORS, help="file to replace")
    parser.add_argument(
        "--threads", type=int, default=1, help="the model depends on this number (default: 1)"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Trains and exports; returns the exit code."""
    options = parse_options(arguments)
    torch.set_num_threads(options.threads)
    recipe, started = RECIPES[options.recipe], time.monotonic()
    runs = options.runs / recipe.name
    try:
        data = mnist.load(options.data)
        if isinstance(recipe, TutorialRecipe):
            Tutorial(recipe, options.seed[0], runs, log).run(data)
        else:
            outputs = Outputs(runs, options.model, options.parity)
            Pipeline(data, recipe, options.seed, outputs, log).run()
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; the same command resumes from the last checkpoint", file=sys.stderr)
        return 130
    log(f"{(time.monotonic() - started) / 60:.1f} minutes")
    return 0


def log(line: str) -> None:
    """Prints a line of progress without buffering."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
