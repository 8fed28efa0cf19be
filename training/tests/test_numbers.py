"""Measures and choices, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from training import calibrate, evaluate


def certain(answers: list[int], confidence: float = 0.9) -> np.ndarray:
    """Probabilities with that much on each answer."""
    rows = np.full((len(answers), 10), (1 - confidence) / 9)
    rows[np.arange(len(answers)), answers] = confidence
    return rows


def test_accuracy_is_the_share_of_right_answers() -> None:
    assert evaluate.accuracy(certain([1, 2, 3, 4]), np.array([1, 2, 3, 5])) == 0.75


def test_the_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    assert evaluate.calibration_error(certain([1, 1]), np.array([1, 2])) == pytest.approx(0.4)


def test_a_calibrated_model_has_no_calibration_error() -> None:
    assert evaluate.calibration_error(certain([1] * 10), np.array([1] * 9 + [2])) == pytest.approx(
        0
    )


def test_the_wilson_interval_is_the_textbooks() -> None:
    assert evaluate.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_the_wilson_interval_of_a_perfect_score_does_not_reach_past_one() -> None:
    low, high = evaluate.wilson(100, 100)
    assert low == pytest.approx(0.963, abs=1e-3) and high <= 1


def test_rows_of_the_confusion_matrix_are_labels() -> None:
    assert evaluate.confusion(certain([7]), np.array([1]))[1, 7] == 1


def test_auroc_of_separated_scores_is_one() -> None:
    assert evaluate.auroc(np.array([0.8, 0.9]), np.array([0.1, 0.2])) == 1


def test_auroc_of_equal_scores_is_a_half() -> None:
    assert evaluate.auroc(np.full(3, 0.5), np.full(4, 0.5)) == 0.5


def test_the_threshold_lets_the_asked_for_share_of_digits_through() -> None:
    scores = np.random.default_rng(1).random(10_000)
    assert (scores >= calibrate.threshold_at(scores, 0.99)).mean() == pytest.approx(0.99, abs=1e-3)


def test_the_temperature_cools_a_model_that_is_too_sure() -> None:
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 10, 4000)
    seen = rng.normal(size=(4000, 10))
    seen[np.arange(4000), labels] += 2
    # Two normal densities that far apart have the log-likelihood ratio 2 x, so 2 x is calibrated.
    assert calibrate.choose_temperature(1.6 * 2 * seen, labels) == pytest.approx(1.6, rel=0.15)


def test_the_temperature_leaves_the_answers_as_they_are() -> None:
    logits = np.random.default_rng(3).normal(size=(50, 10))
    assert (calibrate.softmax(logits, 3).argmax(1) == logits.argmax(1)).all()
