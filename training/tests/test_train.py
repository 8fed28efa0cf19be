"""Training on a handful of drawn digits."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from training import bank as banks
from training import checkpoint, data, tutorial
from training.bank import Bank
from training.data import Digits, Mnist
from training.errors import TrainingError
from training.network import DigitNet, TeacherNet
from training.pool import Pool, fill
from training.recipes import Recipe, TutorialRecipe
from training.train import train


def quiet(line: str) -> None:
    """No progress in the tests' output."""


def same(first: nn.Module, second: nn.Module) -> bool:
    return all(
        torch.equal(a, b)
        for a, b in zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    )


@pytest.fixture(scope="module")
def uninterrupted(
    digits: Digits, bank: Bank, recipe: Recipe, tmp_path_factory: pytest.TempPathFactory
) -> nn.Module:
    return train(digits, bank, recipe, 1, tmp_path_factory.mktemp("run"), quiet)[0]


def test_training_twice_gives_the_same_weights(
    uninterrupted, digits, bank, recipe, tmp_path: Path
) -> None:
    assert same(uninterrupted, train(digits, bank, recipe, 1, tmp_path, quiet)[0])


def test_another_seed_gives_other_weights(
    uninterrupted, digits, bank, recipe, tmp_path: Path
) -> None:
    assert not same(uninterrupted, train(digits, bank, recipe, 2, tmp_path, quiet)[0])


def test_a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    uninterrupted, digits, bank, recipe, tmp_path: Path
) -> None:
    train(digits, bank, recipe, 1, tmp_path, quiet, stop_after=1)
    assert same(uninterrupted, train(digits, bank, recipe, 1, tmp_path, quiet)[0])


def test_a_resumed_run_says_so(digits, bank, recipe, tmp_path: Path) -> None:
    train(digits, bank, recipe, 1, tmp_path, quiet, stop_after=1)
    said: list[str] = []
    train(digits, bank, recipe, 1, tmp_path, said.append)
    assert said[0] == "resumed after epoch 1 of 2"


def test_progress_is_reported_with_the_loss(digits, bank, recipe, tmp_path: Path) -> None:
    said: list[str] = []
    train(digits, bank, recipe, 1, tmp_path, said.append, stop_after=1)
    assert said[0].startswith("epoch 1/2 [32/96] loss ")


def test_the_checkpoint_of_another_recipe_is_refused(digits, bank, recipe, tmp_path: Path) -> None:
    train(digits, bank, recipe, 1, tmp_path, quiet, stop_after=1)
    with pytest.raises(TrainingError, match="Expected the checkpoint"):
        train(digits, bank, replace(recipe, peak_rate=1e-3), 1, tmp_path, quiet)


def test_a_corrupted_checkpoint_is_named(digits, bank, recipe, tmp_path: Path) -> None:
    (tmp_path / "checkpoint.pt").write_bytes(b"PK torn")
    with pytest.raises(TrainingError, match="Expected a checkpoint in .*checkpoint.pt"):
        train(digits, bank, recipe, 1, tmp_path, quiet)


def test_an_interrupted_save_leaves_the_checkpoint_before_it(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "checkpoint.pt"
    checkpoint.save(path, {"epoch": 1})
    monkeypatch.setattr(
        "training.files.os.fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        checkpoint.save(path, {"epoch": 2})
    assert torch.load(path) == {"epoch": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["checkpoint.pt"]


@pytest.fixture(scope="module")
def taught(recipe: Recipe) -> Recipe:
    return replace(recipe, variants=2)


@pytest.fixture(scope="module")
def teacher() -> nn.Module:
    torch.manual_seed(0)
    return TeacherNet().eval().requires_grad_(False)


@pytest.fixture(scope="module")
def pool(digits, taught, teacher, tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return fill(digits, taught, [teacher], 1, tmp_path_factory.mktemp("pool"), quiet)


def test_the_pool_holds_a_raster_and_an_opinion_for_every_digit(pool, digits) -> None:
    images, opinions = pool.variant(0)
    assert images.shape == (len(digits), 28, 28) and images.dtype == "uint8"
    assert opinions.sum(1) == pytest.approx(1, abs=0.01)


def test_epochs_take_turns_at_the_variants(pool) -> None:
    first, second, third = (pool.variant(epoch)[0] for epoch in range(3))
    assert (first == third).all() and not (first == second).all()


def test_the_troubles_are_made_once(pool, digits, taught, teacher) -> None:
    said: list[str] = []
    assert fill(digits, taught, [teacher], 1, pool.folder.parent, said.append) == pool
    assert said == []


def test_other_teachers_are_asked_anew(pool, digits, taught) -> None:
    stranger = TeacherNet().eval().requires_grad_(False)
    other = fill(digits, taught, [stranger], 1, pool.folder.parent, quiet)
    assert not (other.variant(0)[1] == pool.variant(0)[1]).all()


def test_a_network_can_be_trained_on_written_digits_alone(
    digits, bank, recipe, tmp_path: Path
) -> None:
    alone = replace(recipe, foreign=0, negatives=0)
    _, history = train(digits, bank, alone, 1, tmp_path, quiet, TeacherNet)
    assert history[-1]["digit"] > 0 and history[-1]["score"] == 0


def test_a_teacher_changes_what_is_learnt(digits, bank, taught, pool, tmp_path: Path) -> None:
    believing, doubting = (
        train(
            digits,
            bank,
            replace(taught, teacher_weight=weight),
            1,
            tmp_path / str(weight),
            quiet,
            pool=pool,
        )[0]
        for weight in (0.9, 0.0)
    )
    assert not same(believing, doubting)


def test_a_taught_run_that_is_resumed_ends_with_the_weights_of_an_uninterrupted_one(
    digits, bank, taught, pool, tmp_path: Path
) -> None:
    whole, _ = train(digits, bank, taught, 1, tmp_path / "whole", quiet, pool=pool)
    train(digits, bank, taught, 1, tmp_path / "torn", quiet, pool=pool, stop_after=1)
    assert same(whole, train(digits, bank, taught, 1, tmp_path / "torn", quiet, pool=pool)[0])


def test_the_averaged_network_lags_behind_the_trained_one(
    digits, bank, recipe, tmp_path: Path
) -> None:
    average, _ = train(digits, bank, recipe, 1, tmp_path, quiet)
    network = DigitNet()
    network.load_state_dict(torch.load(tmp_path / "checkpoint.pt")["network"])
    assert not same(average, network)


def test_drawn_pictures_are_taken_from_the_cache(digits, tmp_path: Path) -> None:
    drawn = banks.fill(digits.images, 4, 4, 1, False, tmp_path)
    (kept,) = tmp_path.iterdir()
    before = kept.stat().st_mtime_ns
    again = banks.fill(digits.images, 4, 4, 1, False, tmp_path)
    assert (drawn.negatives == again.negatives).all()
    assert kept.stat().st_mtime_ns == before


@pytest.fixture(scope="module")
def tutorial_run(
    digits: Digits, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[str]]:
    folder, said = tmp_path_factory.mktemp("tutorial"), []
    made_up = Mnist(digits[:64], digits[64:80], digits[80:])
    tutorial.run(made_up, copy.copy(TutorialRecipe(batch=8)), 1, folder, said.append)
    return folder, said


def test_the_tutorial_tests_before_training_and_after_each_of_three_epochs(tutorial_run) -> None:
    assert sum(line.startswith("\nTest set: Avg. loss: ") for line in tutorial_run[1]) == 4


def test_the_tutorial_keeps_the_model_and_the_optimiser(tutorial_run) -> None:
    assert sorted(file.name for file in tutorial_run[0].iterdir()) == ["model.pth", "optimizer.pth"]


def test_the_tutorial_trains_on_the_validation_digits_too(tutorial_run) -> None:
    assert any(line.startswith("Train Epoch: 3 [0/80 ") for line in tutorial_run[1])


def test_training_never_sees_the_digits_held_out(mnist: data.Mnist) -> None:
    train_set = {image.tobytes() for image in mnist.train.images}
    assert not any(image.tobytes() in train_set for image in mnist.validation.images)
