"""Draws the plots of the model card, SVG. None shows a raster of MNIST."""

from __future__ import annotations

import io
from dataclasses import dataclass

import matplotlib
import numpy as np

matplotlib.use("svg")
# A fixed salt gives the same identifiers, and so the same file, on every run.
matplotlib.rcParams.update(
    {"svg.hashsalt": "mnist", "svg.fonttype": "none", "figure.constrained_layout.use": True}
)
from matplotlib import pyplot  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from . import metrics  # noqa: E402


@dataclass(frozen=True)
class PlotData:
    """What the model returns for MNIST's test set and for negatives."""

    labels: np.ndarray
    """int64 [N]."""
    probabilities: np.ndarray
    """float [N,10]."""
    scores: np.ndarray
    """float [N]."""
    negative_scores: np.ndarray
    """float [M]."""


@dataclass(frozen=True)
class Plot:
    """A plot of the card."""

    file: str
    title: str
    content: bytes


def draw_plots(history: list[dict[str, float]], data: PlotData) -> list[Plot]:
    """Draws the plots of an export, in the order of the card."""
    return [
        Plot("training.svg", "Training: loss by epoch", _training(history)),
        Plot(
            "confusion.svg",
            "MNIST test: predictions by label, errors shaded",
            _confusion_matrix(data),
        ),
        Plot("reliability.svg", "MNIST test: accuracy by confidence", _reliability_diagram(data)),
        Plot("rejection.svg", "Scores of digits and of negatives", _score_histogram(data)),
    ]


def accuracy_by_set(entries: list[dict]) -> bytes:
    """Draws accuracy and interval of every set in the manifest."""
    figure, axes = pyplot.subplots(figsize=(6, 0.45 * len(entries) + 0.8))
    rows = range(len(entries))
    accuracy = np.array([entry["accuracy"] for entry in entries])
    low, high = np.array([entry["interval"] for entry in entries]).T
    errors = 100 * np.stack([accuracy - low, high - accuracy])
    axes.errorbar(100 * accuracy, rows, xerr=errors, fmt="o")
    axes.set(xlabel="accuracy, %", yticks=rows)
    axes.set_yticklabels([f"{entry['set']} ({entry['n']:,})" for entry in entries], fontsize=8)
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)
    return _svg(figure)


def _svg(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    pyplot.close(figure)
    return buffer.getvalue()


def _training(history: list[dict[str, float]]) -> bytes:
    figure, axes = pyplot.subplots(figsize=(5, 3))
    epochs = range(1, len(history) + 1)
    for part, title in (("digit", "which digit"), ("score", "digit or not")):
        axes.plot(epochs, [epoch[part] for epoch in history], label=title)
    axes.set(xlabel="epoch", ylabel="loss", yscale="log")
    axes.legend()
    return _svg(figure)


def _confusion_matrix(data: PlotData) -> bytes:
    counts = metrics.confusion_matrix(data.probabilities, data.labels)
    errors = counts - np.diag(counts.diagonal())
    figure, axes = pyplot.subplots(figsize=(4.5, 4.5))
    axes.imshow(errors, cmap="Oranges")
    for label, predicted in np.ndindex(10, 10):
        if counts[label, predicted]:
            text = counts[label, predicted]
            axes.text(predicted, label, text, ha="center", va="center", fontsize=8)
    axes.set(xlabel="predicted", ylabel="label", xticks=range(10), yticks=range(10))
    return _svg(figure)


def _reliability_diagram(data: PlotData) -> bytes:
    bins = metrics.reliability(data.probabilities, data.labels)
    figure, axes = pyplot.subplots(figsize=(4, 4))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    axes.plot([b[1] for b in bins], [b[2] for b in bins], marker="o")
    for count, confidence, accuracy in bins:
        axes.annotate(
            f"{count:,}",
            (confidence, accuracy),
            textcoords="offset points",
            xytext=(4, -10),
            fontsize=7,
        )
    axes.set(xlabel="confidence", ylabel="accuracy", xlim=(0, 1.02), ylim=(0, 1.02))
    return _svg(figure)


def _score_histogram(data: PlotData) -> bytes:
    figure, axes = pyplot.subplots(figsize=(5, 3))
    bins = np.linspace(0, 1, 41)
    for scores, label in (
        (data.scores, "MNIST test"),
        (data.negative_scores, "negatives"),
    ):
        weights = np.full(len(scores), 1 / len(scores))
        axes.hist(scores, bins, weights=weights, alpha=0.6, label=label)
    axes.set(xlabel="score", ylabel="share", yscale="log")
    axes.legend()
    return _svg(figure)
