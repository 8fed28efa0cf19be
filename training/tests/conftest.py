"""Small fixtures: synthetic digits stand for MNIST, so no test downloads anything."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from training.data import mnist as mnist_files
from training.data import synthetic as synthetic_digits
from training.data.dataset import SyntheticDataset
from training.data.mnist import Digits, Mnist
from training.errors import TrainingError
from training.paths import MODEL
from training.train.recipes import QUICK, Recipe


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def digits() -> Digits:
    return synthetic_digits.make_digits(96, seed=1)


@pytest.fixture(scope="session")
def synthetic(digits: Digits) -> SyntheticDataset:
    rng = np.random.default_rng(2)
    negatives = rng.integers(0, 256, (20, 28, 28), np.uint8)
    return SyntheticDataset(digits[:20], negatives, np.zeros(20, np.int64))


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return replace(
        QUICK,
        epochs=2,
        batch_size=32,
        synthetic_per_batch=2,
        negatives_per_batch=4,
        precision="fp32",
    )


@pytest.fixture
def shipped() -> tuple[bytes, dict]:
    """The model of this repository and its manifest."""
    manifest = json.loads((MODEL / "manifest.json").read_text())
    return (MODEL / manifest["file"]).read_bytes(), manifest


@pytest.fixture
def manifest(shipped: tuple[bytes, dict]) -> dict:
    return shipped[1]


@pytest.fixture(scope="session")
def mnist() -> Mnist:
    """The real MNIST. Tests that need it are skipped if it is missing; the summary lists them."""
    try:
        return mnist_files.load(download_missing=False)
    except TrainingError as error:
        pytest.skip(f"MNIST is missing: {error}")


def pytest_terminal_summary(terminalreporter) -> None:
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(
            f"SKIPPED {report.nodeid}: {report.longrepr[2]}", yellow=True, bold=True
        )
