"""Choices made on validation data: the temperature of the softmax, the threshold of the score."""

from __future__ import annotations

import numpy as np

from .evaluate import calibration_error


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Rows [N,10] of logits to probabilities."""
    scaled = logits.astype(np.float64) / temperature
    scaled -= scaled.max(1, keepdims=True)
    raised = np.exp(scaled)
    return raised / raised.sum(1, keepdims=True)


def likelihood_loss(logits: np.ndarray, labels: np.ndarray, temperature: float) -> float:
    """Mean negative log-likelihood."""
    chosen = softmax(logits, temperature)[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(chosen, 1e-12)).mean())


def choose_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with little calibration error (C. Guo et al., ICML 2017) and good likelihood.

    Likelihood alone answers to the few confident mistakes, several of which are wrong labels.
    """
    candidates = np.round(np.geomspace(0.2, 2.0, 121), 4)
    return float(
        min(
            candidates,
            key=lambda t: (
                calibration_error(softmax(logits, t), labels)
                + 0.1 * likelihood_loss(logits, labels, t)
            ),
        )
    )


def threshold_at(scores: np.ndarray, accepted: float) -> float:
    """The score that `accepted` (0..1) of the digits reach, rounded down so that they do."""
    return float(np.floor(np.quantile(scores, 1 - accepted) * 1e4) / 1e4)
