"""Chooses the softmax temperature and the rejection threshold on validation data."""

from __future__ import annotations

import numpy as np
from scipy.special import log_softmax, softmax

from ..report.metrics import calibration_error

TEMPERATURES = np.round(np.geomspace(0.2, 2.0, 121), 4)


def negative_log_likelihood(logits: np.ndarray, labels: np.ndarray, temperature: float) -> float:
    """Returns the mean over logits [N,10] and labels [N]."""
    log_probabilities = log_softmax(logits.astype(np.float64) / temperature, axis=1)
    return float(-log_probabilities[np.arange(len(labels)), labels].mean())


def choose_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """Returns the temperature that minimizes calibration error + 0.1 x negative log-likelihood.

    Temperature scaling: C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017. The
    likelihood alone is dominated by a few confident errors, several of which are wrong labels.
    """

    def objective(temperature: float) -> float:
        probabilities = softmax(logits.astype(np.float64) / temperature, axis=1)
        return calibration_error(probabilities, labels) + 0.1 * negative_log_likelihood(
            logits, labels, temperature
        )

    return float(min(TEMPERATURES, key=objective))


def threshold_at(scores: np.ndarray, true_accepts: float) -> float:
    """Returns the score that a share `true_accepts` (0..1) of the digits reach, rounded down."""
    return float(np.floor(np.quantile(scores, 1 - true_accepts) * 1e4) / 1e4)
