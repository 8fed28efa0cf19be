"""Composes the stages: draw, teach, train, select, export, write."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .data.dataset import SyntheticConfig, SyntheticDataset, load_or_make
from .data.mnist import Digits, Mnist
from .export import calibration
from .export.folding import FoldedNet, fold
from .export.manifest import Provenance, calibrate, export
from .export.write_model import write_model
from .files import write_atomically
from .network.digit_net import DigitNet
from .report import metrics, plots
from .train.batches import TrainingData
from .train.distillation import DistillationCache, Teachers, fill_cache
from .train.recipes import PLAIN, Recipe
from .train.trainer import History, Run, train

TRAINING_SEED, VALIDATION_SEED, TEACHER_SEED, DISTILLATION_SEED = 1, 2, 1, 201
VALIDATION = SyntheticConfig(digits=3_000, negatives=5_000, seed=VALIDATION_SEED, held_out=True)


@dataclass(frozen=True)
class Outputs:
    """Where a run writes."""

    runs: Path
    """Folder of checkpoints and caches."""
    model: Path
    parity_vectors: Path


@dataclass(frozen=True)
class Candidate:
    """A trained network."""

    seed: int
    network: DigitNet
    history: History


@dataclass(frozen=True)
class Pipeline:
    """Trains one network per seed and exports the best one on validation data."""

    mnist: Mnist
    recipe: Recipe
    seeds: list[int]
    outputs: Outputs
    log: Callable[[str], None] = print

    def run(self) -> dict:
        """Runs every stage and replaces the model; returns its manifest.

        Raises:
            TrainingError: the model cannot be exported or fails a check.
        """
        data = self._training_data()
        candidates = [self._train(seed, data) for seed in self.seeds]
        return self._export(max(candidates, key=self._merit), candidates)

    @cached_property
    def _synthetic_validation(self) -> SyntheticDataset:
        return load_or_make(VALIDATION, self.mnist.validation, self.outputs.runs)

    def _training_data(self) -> TrainingData:
        self.log("drawing the synthetic data set")
        config = SyntheticConfig(
            self.recipe.synthetic_digits, self.recipe.negatives, TRAINING_SEED, held_out=False
        )
        synthetic = load_or_make(config, self.mnist.train, self.outputs.runs)
        distillation = self._distill(synthetic) if self.recipe.teachers else None
        return TrainingData(self.mnist.train, synthetic, distillation)

    def _distill(self, synthetic: SyntheticDataset) -> DistillationCache:
        networks = []
        for number in range(self.recipe.teachers):
            self.log(f"teacher {number + 1} of {self.recipe.teachers}")
            folder = self.outputs.runs / f"teacher-{number}"
            run = Run(PLAIN, TEACHER_SEED + number, folder, self._validate, self.log)
            networks.append(train(run, TrainingData(self.mnist.train, synthetic))[0])
        teachers = Teachers(networks, self.recipe.precision)
        return fill_cache(
            self.mnist.train, self.recipe, teachers, DISTILLATION_SEED, self.outputs.runs, self.log
        )

    def _train(self, seed: int, data: TrainingData) -> Candidate:
        self.log(f"seed {seed}")
        folder = self.outputs.runs / f"seed-{seed}"
        run = Run(self.recipe, seed, folder, self._validate, self.log)
        return Candidate(seed, *train(run, data))

    def _export(self, best: Candidate, candidates: list[Candidate]) -> dict:
        mnist, synthetic = self.mnist, self._synthetic_validation
        calibrated = calibrate(best.network, mnist.validation, synthetic)
        # All choices have been made, so the test set may be used from here on.
        accuracies = [
            metrics.accuracy(fold(c.network).predict(mnist.test.images)[0], mnist.test.labels)
            for c in candidates
        ]
        drawn = plots.draw_plots(best.history, self._plot_data(calibrated.network))
        seeds = {
            "seeds": self.seeds,
            "accuracies": accuracies,
            "mean": round(statistics.fmean(accuracies), 6),
            "std": round(statistics.stdev(accuracies), 6) if len(accuracies) > 1 else 0.0,
        }
        provenance = Provenance(self.recipe, best.seed, seeds)
        listed = [{"file": plot.file, "title": plot.title} for plot in drawn]
        exported = export(calibrated, mnist, synthetic, provenance, listed)
        manifest = exported.manifest
        write_model(
            exported.content,
            manifest,
            self.outputs.model,
            {plot.file: plot.content for plot in drawn},
        )
        write_atomically(self.outputs.parity_vectors, exported.parity_vectors)
        for entry in manifest["card"]["metrics"]:
            self.log(
                f"{entry['set']}: {entry['accuracy']:.2%} of {entry['n']},"
                f" calibration error {entry['ece']:.4f}"
            )
        self.log(f"test accuracy of the seeds {self.seeds}: {accuracies}")
        self.log(f"wrote {self.outputs.model / manifest['file']}, {manifest['bytes']} bytes")
        return manifest

    def _plot_data(self, network: FoldedNet) -> plots.PlotData:
        outputs = network.predict(self.mnist.test.images)
        negative_scores = network.predict(self._synthetic_validation.negatives)[1]
        return plots.PlotData(self.mnist.test.labels, *outputs, negative_scores)

    def _validate(self, network: DigitNet) -> str:
        correct, loss = _evaluate(fold(network), self.mnist.validation)
        n = len(self.mnist.validation)
        return f"{correct} of {n} correct, negative log-likelihood {loss:.4f}"

    def _merit(self, candidate: Candidate) -> tuple[int, float]:
        """Ranks seeds: correct validation and synthetic digits, then likelihood."""
        folded = fold(candidate.network)
        sets = (self.mnist.validation, self._synthetic_validation.digits)
        evaluated = [_evaluate(folded, digits) for digits in sets]
        return sum(correct for correct, _ in evaluated), -sum(loss for _, loss in evaluated)


def _evaluate(network: FoldedNet, digits: Digits) -> tuple[int, float]:
    """Returns the number correct and the negative log-likelihood at the best temperature."""
    logits = network.predict_logits(digits.images)
    temperature = calibration.choose_temperature(logits, digits.labels)
    loss = calibration.negative_log_likelihood(logits, digits.labels, temperature)
    return int(np.count_nonzero(logits.argmax(1) == digits.labels)), loss
