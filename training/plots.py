"""The card's plots, SVG, drawn from numbers; none holds a picture of MNIST."""

from __future__ import annotations

import io

import matplotlib
import numpy as np

from . import evaluate
from .bank import Bank
from .data import Mnist
from .deploy import Deployed, run

matplotlib.use("svg")
# Otherwise every drawing gets other identifiers, and the same model another file.
matplotlib.rcParams.update(
    {"svg.hashsalt": "mnist", "svg.fonttype": "none", "figure.constrained_layout.use": True}
)
from matplotlib import pyplot  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402


def draw(
    history: list[dict[str, float]],
    deployed: Deployed,
    mnist: Mnist,
    outside: Bank,
) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    """Files by name, and what the manifest says about each."""
    probabilities, scores = run(deployed, mnist.test.images)
    outliers = run(deployed, outside.negatives)[1]
    made = {
        "training.svg": ("Training: loss by epoch", _training(history)),
        "confusion.svg": (
            "MNIST test: answers by label, mistakes only shaded",
            _confusion(probabilities, mnist),
        ),
        "reliability.svg": (
            "MNIST test: share of right answers by confidence",
            _reliability(probabilities, mnist),
        ),
        "rejection.svg": ("Scores of digits and of what is none", _rejection(scores, outliers)),
    }
    return (
        {name: content for name, (_, content) in made.items()},
        [{"file": name, "title": title} for name, (title, _) in made.items()],
    )


def sets(entries: list[dict]) -> bytes:
    """Accuracy and interval of every set that the manifest knows, SVG."""
    figure, axes = pyplot.subplots(figsize=(6, 0.45 * len(entries) + 0.8))
    rows = range(len(entries))
    shares = np.array([entry["accuracy"] for entry in entries])
    low, high = np.array([entry["interval"] for entry in entries]).T
    axes.errorbar(100 * shares, rows, xerr=100 * np.stack([shares - low, high - shares]), fmt="o")
    axes.set(xlabel="right, %", yticks=rows)
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
        axes.plot(epochs, [line[part] for line in history], label=title)
    axes.set(xlabel="epoch", ylabel="loss", yscale="log")
    axes.legend()
    return _svg(figure)


def _confusion(probabilities: np.ndarray, mnist: Mnist) -> bytes:
    counts = evaluate.confusion(probabilities, mnist.test.labels)
    wrong = counts - np.diag(counts.diagonal())
    figure, axes = pyplot.subplots(figsize=(4.5, 4.5))
    axes.imshow(wrong, cmap="Oranges")
    for label, answer in np.ndindex(10, 10):
        if counts[label, answer]:
            axes.text(answer, label, counts[label, answer], ha="center", va="center", fontsize=8)
    axes.set(xlabel="answer", ylabel="label", xticks=range(10), yticks=range(10))
    return _svg(figure)


def _reliability(probabilities: np.ndarray, mnist: Mnist) -> bytes:
    bins = evaluate.reliability(probabilities, mnist.test.labels)
    figure, axes = pyplot.subplots(figsize=(4, 4))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    axes.plot([b[1] for b in bins], [b[2] for b in bins], marker="o")
    for count, confidence, share in bins:
        axes.annotate(
            f"{count:,}",
            (confidence, share),
            textcoords="offset points",
            xytext=(4, -10),
            fontsize=7,
        )
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1.02), ylim=(0, 1.02))
    return _svg(figure)


def _rejection(scores: np.ndarray, outliers: np.ndarray) -> bytes:
    figure, axes = pyplot.subplots(figsize=(5, 3))
    bins = np.linspace(0, 1, 41)
    axes.hist(
        scores, bins, weights=np.full(len(scores), 1 / len(scores)), alpha=0.6, label="MNIST test"
    )
    axes.hist(
        outliers,
        bins,
        weights=np.full(len(outliers), 1 / len(outliers)),
        alpha=0.6,
        label="not a digit",
    )
    axes.set(xlabel="score", ylabel="share", yscale="log")
    axes.legend()
    return _svg(figure)
