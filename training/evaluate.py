"""Numbers about a model: accuracy and its interval, calibration, rejection."""

from __future__ import annotations

import math

import numpy as np

BINS = 15


def accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Share of pictures [N,10] whose most probable digit is their label [N]."""
    return float((probabilities.argmax(1) == labels).mean())


def wilson(correct: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (E. B. Wilson, 1927): honest close to 1, where accuracies live."""
    share = correct / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - reach, middle + reach


def calibration_error(probabilities: np.ndarray, labels: np.ndarray, bins: int = BINS) -> float:
    """Expected calibration error over equal-width bins (C. Guo et al., ICML 2017), 0..1."""
    return float(
        sum(
            len_ * abs(confidence - hits)
            for len_, confidence, hits in reliability(probabilities, labels, bins)
        )
        / len(labels)
    )


def reliability(
    probabilities: np.ndarray, labels: np.ndarray, bins: int = BINS
) -> list[tuple[int, float, float]]:
    """For each bin that is not empty: count, mean confidence, share of right answers."""
    confidence = probabilities.max(1).astype(np.float64)
    right = probabilities.argmax(1) == labels
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        (
            int((which == b).sum()),
            float(confidence[which == b].mean()),
            float(right[which == b].mean()),
        )
        for b in range(bins)
        if (which == b).any()
    ]


def confusion(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Counts [10,10], row = label, column = answer."""
    return np.bincount(labels * 10 + probabilities.argmax(1), minlength=100).reshape(10, 10)


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """Chance that a digit's score is above an outlier's."""
    ordered = np.sort(negative)
    below, upto = (
        np.searchsorted(ordered, positive, "left"),
        np.searchsorted(ordered, positive, "right"),
    )
    return float((below + upto).mean() / (2 * len(ordered)))


def metrics(name: str, probabilities: np.ndarray, labels: np.ndarray) -> dict:
    """The manifest's entry for one set of digits."""
    correct, n = int((probabilities.argmax(1) == labels).sum()), len(labels)
    low, high = wilson(correct, n)
    return {
        "set": name,
        "n": n,
        "accuracy": round(correct / n, 6),
        "correct": correct,
        "interval": [round(low, 5), round(high, 5)],
        "ece": round(calibration_error(probabilities, labels), 5),
    }
