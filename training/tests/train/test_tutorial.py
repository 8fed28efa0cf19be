"""The tutorial's baseline."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.data.mnist import Digits, Mnist
from training.train.recipes import TutorialRecipe
from training.train.tutorial import Tutorial


@pytest.fixture(scope="module")
def tutorial(digits: Digits, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder, lines = tmp_path_factory.mktemp("tutorial"), []
    mnist = Mnist(digits[:64], digits[64:80], digits[80:])
    Tutorial(TutorialRecipe(batch_size=8), 1, folder, lines.append).run(mnist)
    return folder, lines


def test_it_tests_before_training_and_after_each_of_three_epochs(tutorial) -> None:
    assert sum(line.startswith("\nTest set: Avg. loss: ") for line in tutorial[1]) == 4


def test_it_saves_the_model_and_the_optimizer(tutorial) -> None:
    assert sorted(file.name for file in tutorial[0].iterdir()) == ["model.pth", "optimizer.pth"]


def test_it_trains_on_the_validation_digits_too(tutorial) -> None:
    assert any(line.startswith("Train Epoch: 3 [0/80 ") for line in tutorial[1])
