"""Small made-up data: digits from our own pen stand for MNIST, so no test needs a download."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from training import data, foreign
from training.bank import Bank
from training.data import Digits, Mnist
from training.errors import TrainingError
from training.recipes import QUICK, Recipe


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def digits() -> Digits:
    return foreign.make(96, seed=1)


@pytest.fixture(scope="session")
def bank(digits: Digits) -> Bank:
    rng = np.random.default_rng(2)
    return Bank(digits[:20], rng.integers(0, 256, (20, 28, 28), np.uint8), np.zeros(20, np.int64))


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return replace(QUICK, epochs=2, batch=32, foreign=2, negatives=4, precision="fp32")


@pytest.fixture(scope="session")
def mnist() -> Mnist:
    """The real MNIST; where it is not at hand the test is skipped, and the summary says so."""
    try:
        return data.load(download_missing=False)
    except TrainingError as error:
        pytest.skip(f"MNIST is not here: {error}")


def pytest_terminal_summary(terminalreporter) -> None:
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(
            f"SKIPPED {report.nodeid}: {report.longrepr[2]}", yellow=True, bold=True
        )
