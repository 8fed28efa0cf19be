"""The training loop, on a few synthetic digits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from training.data.dataset import SyntheticDataset
from training.data.mnist import Digits
from training.errors import TrainingError
from training.network.digit_net import DigitNet
from training.train import checkpoint
from training.train.batches import TrainingData
from training.train.distillation import DistillationCache, Teachers, fill_cache
from training.train.recipes import Recipe
from training.train.trainer import Run, train


def discard(line: str) -> None:
    """Keeps progress out of the output of the tests."""


def equal(first: nn.Module, second: nn.Module) -> bool:
    pairs = zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


@pytest.fixture(scope="module")
def data(digits: Digits, synthetic: SyntheticDataset) -> TrainingData:
    return TrainingData(digits, synthetic)


@pytest.fixture
def run(recipe: Recipe, tmp_path: Path) -> Run:
    return Run(recipe, 1, tmp_path, log=discard)


@pytest.fixture(scope="module")
def uninterrupted(data, recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> nn.Module:
    return train(Run(recipe, 1, tmp_path_factory.mktemp("run"), log=discard), data)[0]


def test_training_twice_gives_the_same_weights(uninterrupted, run, data) -> None:
    assert equal(uninterrupted, train(run, data)[0])


def test_another_seed_gives_other_weights(uninterrupted, run, data) -> None:
    assert not equal(uninterrupted, train(replace(run, seed=2), data)[0])


def test_a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    uninterrupted, run, data
) -> None:
    train(run, data, stop_after=1)
    assert equal(uninterrupted, train(run, data)[0])


def test_a_resumed_run_logs_where_it_resumes(run, data) -> None:
    train(run, data, stop_after=1)
    lines: list[str] = []
    train(replace(run, log=lines.append), data)
    assert lines[0] == "resumed after epoch 1 of 2"


def test_progress_is_logged_with_the_loss(run, data) -> None:
    lines: list[str] = []
    train(replace(run, log=lines.append), data, stop_after=1)
    assert lines[0].startswith("epoch 1/2 [32/96] loss ")


def test_the_averaged_network_is_validated_after_the_last_epoch(run, data) -> None:
    validated: list[nn.Module] = []

    def validate(network: nn.Module) -> str:
        validated.append(network)
        return "validated"

    network, _ = train(replace(run, validate=validate), data)
    assert validated == [network]


def test_the_checkpoint_of_another_recipe_is_rejected(run, data) -> None:
    train(run, data, stop_after=1)
    with pytest.raises(TrainingError, match="Expected the checkpoint"):
        train(replace(run, recipe=replace(run.recipe, peak_learning_rate=1e-3)), data)


def test_a_corrupt_checkpoint_is_rejected_with_its_path(run, data) -> None:
    (run.folder / "checkpoint.pt").write_bytes(b"PK torn")
    with pytest.raises(TrainingError, match="Expected a checkpoint in .*checkpoint.pt"):
        train(run, data)


def test_an_interrupted_save_leaves_the_previous_checkpoint(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "checkpoint.pt"
    checkpoint.save(path, {"epoch": 1})
    monkeypatch.setattr(
        "training.files.os.fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        checkpoint.save(path, {"epoch": 2})
    assert torch.load(path) == {"epoch": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_a_network_can_be_trained_without_synthetic_data(run, data) -> None:
    recipe = replace(run.recipe, synthetic_per_batch=0, negatives_per_batch=0)
    _, history = train(replace(run, recipe=recipe), data)
    assert history[-1]["digit"] > 0 and history[-1]["score"] == 0


def test_the_averaged_weights_lag_behind_the_trained_ones(run, data) -> None:
    average, _ = train(run, data)
    network = DigitNet()
    network.load_state_dict(torch.load(run.folder / "checkpoint.pt")["network"])
    assert not equal(average, network)


@pytest.fixture(scope="module")
def distilled(recipe: Recipe) -> Recipe:
    return replace(recipe, variants=2)


@pytest.fixture(scope="module")
def teachers() -> Teachers:
    torch.manual_seed(0)
    return Teachers([DigitNet().eval().requires_grad_(False)], "fp32")


@pytest.fixture(scope="module")
def cache(digits, distilled, teachers, tmp_path_factory) -> DistillationCache:
    folder = tmp_path_factory.mktemp("distillation")
    return fill_cache(digits, distilled, teachers, 1, folder, discard)


def test_the_cache_has_a_raster_and_teacher_probabilities_for_every_digit(cache, digits) -> None:
    images, probabilities = cache.load(0)
    assert images.shape == (len(digits), 28, 28) and images.dtype == "uint8"
    assert probabilities.sum(1) == pytest.approx(1, abs=0.01)


def test_epochs_cycle_through_the_variants(cache) -> None:
    first, second, third = (cache.load(epoch)[0] for epoch in range(3))
    assert (first == third).all() and not (first == second).all()


def test_the_variants_are_computed_once(cache, digits, distilled, teachers) -> None:
    lines: list[str] = []
    folder = cache.folder.parent
    assert fill_cache(digits, distilled, teachers, 1, folder, lines.append) == cache
    assert lines == []


def test_other_teachers_have_another_cache(cache, digits, distilled) -> None:
    others = Teachers([DigitNet().eval().requires_grad_(False)], "fp32")
    other = fill_cache(digits, distilled, others, 1, cache.folder.parent, discard)
    assert not (other.load(0)[1] == cache.load(0)[1]).all()


def test_the_teacher_weight_changes_the_trained_weights(run, data, distilled, cache) -> None:
    networks = [
        train(
            replace(
                run,
                recipe=replace(distilled, teacher_weight=weight),
                folder=run.folder / str(weight),
            ),
            replace(data, distillation=cache),
        )[0]
        for weight in (0.9, 0.0)
    ]
    assert not equal(*networks)


def test_a_resumed_distillation_ends_with_the_weights_of_an_uninterrupted_one(
    run, data, distilled, cache
) -> None:
    data = replace(data, distillation=cache)
    whole = replace(run, recipe=distilled, folder=run.folder / "whole")
    resumed = replace(run, recipe=distilled, folder=run.folder / "resumed")
    train(resumed, data, stop_after=1)
    assert equal(train(whole, data)[0], train(resumed, data)[0])
