"""Metrics and calibration, against values computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from training.export import calibration
from training.report import metrics


def predictions(digits: list[int], confidence: float = 0.9) -> np.ndarray:
    """Probabilities of `confidence` for each digit and equal ones for the others."""
    rows = np.full((len(digits), 10), (1 - confidence) / 9)
    rows[np.arange(len(digits)), digits] = confidence
    return rows


def test_accuracy_is_the_share_of_correct_predictions() -> None:
    assert metrics.accuracy(predictions([1, 2, 3, 4]), np.array([1, 2, 3, 5])) == 0.75


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    error = metrics.calibration_error(predictions([1, 1]), np.array([1, 2]))
    assert error == pytest.approx(0.4)


def test_a_calibrated_model_has_no_calibration_error() -> None:
    error = metrics.calibration_error(predictions([1] * 10), np.array([1] * 9 + [2]))
    assert error == pytest.approx(0)


def test_the_wilson_interval_matches_a_textbook_example() -> None:
    assert metrics.wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_the_wilson_interval_of_a_perfect_score_ends_at_one() -> None:
    low, high = metrics.wilson_interval(100, 100)
    assert low == pytest.approx(0.963, abs=1e-3) and high <= 1


def test_rows_of_the_confusion_matrix_are_labels() -> None:
    assert metrics.confusion_matrix(predictions([7]), np.array([1]))[1, 7] == 1


def test_auroc_of_separated_scores_is_one() -> None:
    assert metrics.auroc(np.array([0.8, 0.9]), np.array([0.1, 0.2])) == 1


def test_auroc_of_equal_scores_is_one_half() -> None:
    assert metrics.auroc(np.full(3, 0.5), np.full(4, 0.5)) == 0.5


def test_the_threshold_accepts_the_requested_share_of_digits() -> None:
    scores = np.random.default_rng(1).random(10_000)
    accepted = (scores >= calibration.threshold_at(scores, 0.99)).mean()
    assert accepted == pytest.approx(0.99, abs=1e-3)


def test_the_temperature_corrects_overconfidence() -> None:
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 10, 4000)
    observed = rng.normal(size=(4000, 10))
    observed[np.arange(4000), labels] += 2
    # The log-likelihood ratio of two normal densities 2 apart is 2 x, so 2 x is calibrated.
    temperature = calibration.choose_temperature(1.6 * 2 * observed, labels)
    assert temperature == pytest.approx(1.6, rel=0.15)


def test_the_negative_log_likelihood_is_that_of_the_scaled_softmax() -> None:
    logits, labels = np.array([[1.0, 3.0], [2.0, 0.0]]), np.array([1, 1])
    expected = -np.log(softmax(logits / 2, 1)[[0, 1], labels]).mean()
    actual = calibration.negative_log_likelihood(logits, labels, 2)
    assert actual == pytest.approx(expected)
