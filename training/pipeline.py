"""Data to model/, the whole sentence: draw, teach, train, choose, export, publish."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn

from . import bank, calibrate, evaluate, plots, pool
from .data import Digits, Mnist, normalise
from .deploy import Deployed, deploy, run, run_logits
from .export import choose, export
from .files import write_beside_then_rename
from .network import DigitNet, TeacherNet
from .publish import publish
from .recipes import TEACHER, Recipe
from .train import train

PACKAGE = Path(__file__).resolve().parent
BANK_SEED, VALIDATION_SEED, TEACHER_SEED, POOL_SEED = 1, 2, 101, 201
VALIDATION_FOREIGN, VALIDATION_NEGATIVES = 3_000, 5_000


def make_model(
    mnist: Mnist,
    recipe: Recipe,
    seeds: list[int],
    runs: Path,
    model: Path,
    parity: Path,
    report: Callable[[str], None] = print,
) -> dict:
    """Train one network a seed, ship the one that is best on validation; returns its manifest."""
    report("drawing digits of other hands, and what is no digit")
    drawn = bank.fill(
        mnist.train.images, recipe.foreign_bank, recipe.negative_bank, BANK_SEED, False, runs
    )
    outside = bank.fill(
        mnist.validation.images,
        VALIDATION_FOREIGN,
        VALIDATION_NEGATIVES,
        VALIDATION_SEED,
        True,
        runs,
    )

    teachers = []
    for number in range(recipe.teachers):
        report(f"teacher {number + 1} of {recipe.teachers}")
        teacher, _ = train(
            mnist.train,
            drawn,
            TEACHER,
            TEACHER_SEED + number,
            runs / f"teacher-{number}",
            report,
            TeacherNet,
            validate=lambda network: validate_teacher(network, mnist),
        )
        teachers.append(teacher)
    lessons = (
        pool.fill(mnist.train, recipe, teachers, POOL_SEED, runs, report) if teachers else None
    )

    trained = []
    for seed in seeds:
        report(f"seed {seed}")
        trained.append(
            train(
                mnist.train,
                drawn,
                recipe,
                seed,
                runs / f"seed-{seed}",
                report,
                validate=lambda network: validate(network, mnist),
                pool=lessons,
            )
        )
    best = max(range(len(seeds)), key=lambda i: _merit(trained[i][0], mnist, outside.foreign))

    deployed, rejection = choose(trained[best][0], mnist.validation, outside)
    # From here on nothing is chosen any more, so the test set may be read.
    accuracies = [
        evaluate.accuracy(run(deploy(network), mnist.test.images)[0], mnist.test.labels)
        for network, _ in trained
    ]
    pictures, listed = plots.draw(trained[best][1], deployed, mnist, outside)
    extra = {
        "seeds": {
            "seeds": seeds,
            "accuracies": accuracies,
            "mean": round(statistics.fmean(accuracies), 6),
            "std": round(statistics.stdev(accuracies), 6) if len(seeds) > 1 else 0.0,
        },
        "plots": listed,
    }
    made = export(deployed, rejection, mnist, outside, recipe, seeds[best], extra)
    publish(made.content, made.manifest, model, pictures)
    write_beside_then_rename(parity, made.vectors.encode())
    for entry in made.manifest["metrics"]:
        report(
            f"{entry['set']}: {entry['accuracy']:.2%} of {entry['n']},"
            f" calibration error {entry['ece']:.4f}"
        )
    report(
        f"seeds {seeds}: {accuracies};"
        f" {model / made.manifest['file']}, {made.manifest['bytes']} bytes"
    )
    return made.manifest


def validate(network: nn.Module, mnist: Mnist) -> str:
    """A line about the validation set."""
    correct, loss = _judge(deploy(network), mnist.validation)
    return f"{correct} of {len(mnist.validation)} right, negative log-likelihood {loss:.4f}"


@torch.no_grad()
def validate_teacher(network: nn.Module, mnist: Mnist) -> str:
    """A line about the validation set; a teacher is never folded nor rounded."""
    images = torch.from_numpy(mnist.validation.images).unsqueeze(1).float()
    answers = torch.cat([network(part)[0] for part in normalise(images).split(500)]).argmax(1)
    correct = int((answers.numpy() == mnist.validation.labels).sum())
    return f"{correct} of {len(mnist.validation)} right"


def _merit(network: DigitNet, mnist: Mnist, foreign: Digits) -> tuple[int, float]:
    """What seeds are compared by: right answers, on MNIST's held-out digits and on those of other
    hands in fonts that training never saw; then likelihood."""
    deployed = deploy(network)
    judged = [_judge(deployed, digits) for digits in (mnist.validation, foreign)]
    return sum(correct for correct, _ in judged), -sum(loss for _, loss in judged)


def _judge(deployed: Deployed, digits: Digits) -> tuple[int, float]:
    """Right answers, and the negative log-likelihood at the best temperature."""
    logits = run_logits(deployed, digits.images)
    temperature = calibrate.choose_temperature(logits, digits.labels)
    loss = calibrate.likelihood_loss(logits, digits.labels, temperature)
    return int(np.count_nonzero(logits.argmax(1) == digits.labels)), loss
