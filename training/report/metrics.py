"""Accuracy and its confidence interval, calibration error, confusion matrix and AUROC."""

from __future__ import annotations

import numpy as np
from scipy.stats import binomtest, mannwhitneyu

BINS = 15


def accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Returns the share of rows [N,10] whose most probable digit is their label [N]."""
    return float((probabilities.argmax(1) == labels).mean())


def wilson_interval(correct: int, n: int) -> tuple[float, float]:
    """Returns the 95 % interval of `correct` / `n` (E. B. Wilson, 1927), good for shares near 1."""
    interval = binomtest(correct, n).proportion_ci(0.95, "wilson")
    return float(interval.low), float(interval.high)


def calibration_error(probabilities: np.ndarray, labels: np.ndarray, bins: int = BINS) -> float:
    """Returns the expected calibration error, 0..1, over bins of equal width.

    C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
    """
    return float(
        sum(
            count * abs(confidence - share)
            for count, confidence, share in reliability(probabilities, labels, bins)
        )
        / len(labels)
    )


def reliability(
    probabilities: np.ndarray, labels: np.ndarray, bins: int = BINS
) -> list[tuple[int, float, float]]:
    """Returns count, mean confidence and accuracy of each bin that is not empty."""
    confidence = probabilities.max(1).astype(np.float64)
    correct = probabilities.argmax(1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        (
            int((bin_of == b).sum()),
            float(confidence[bin_of == b].mean()),
            float(correct[bin_of == b].mean()),
        )
        for b in range(bins)
        if (bin_of == b).any()
    ]


def confusion_matrix(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Returns counts [10,10]; rows are labels, columns are predictions."""
    return np.bincount(labels * 10 + probabilities.argmax(1), minlength=100).reshape(10, 10)


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """Returns the probability that a positive scores higher than a negative (Mann and Whitney)."""
    return float(mannwhitneyu(positive, negative).statistic / (len(positive) * len(negative)))


def summarize(name: str, probabilities: np.ndarray, labels: np.ndarray) -> dict:
    """Returns the entry of a set of digits in the manifest."""
    correct, n = int((probabilities.argmax(1) == labels).sum()), len(labels)
    return {
        "set": name,
        "n": n,
        "accuracy": round(correct / n, 6),
        "correct": correct,
        "interval": [round(bound, 5) for bound in wilson_interval(correct, n)],
        "ece": round(calibration_error(probabilities, labels), 5),
    }
