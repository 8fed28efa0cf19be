"""The whole pipeline, on a few synthetic digits."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from training.data.dataset import SyntheticConfig
from training.data.mnist import Digits, Mnist
from training.errors import TrainingError
from training.export.schema import schema_errors
from training.pipeline import Outputs, Pipeline
from training.train.recipes import Recipe


@pytest.fixture
def pipeline(
    digits: Digits, recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Pipeline:
    monkeypatch.setattr("training.pipeline.VALIDATION", SyntheticConfig(20, 60, 2, held_out=True))
    small = {"epochs": 1, "synthetic_digits": 20, "negatives": 60, "batch_size": 32}
    teacher = replace(recipe, epochs=1)
    monkeypatch.setattr("training.pipeline.PLAIN", teacher)
    return Pipeline(
        Mnist(digits[:64], digits[64:], digits[:32]),
        replace(recipe, **small, teachers=1, variants=1),
        [1, 2],
        Outputs(tmp_path / "runs", tmp_path / "model", tmp_path / "parity.json"),
        lambda line: None,
    )


def test_an_undertrained_model_is_not_exported(pipeline: Pipeline) -> None:
    with pytest.raises(TrainingError, match="Nothing was exported"):
        pipeline.run()
    assert not pipeline.outputs.model.exists()
    assert not pipeline.outputs.parity_vectors.exists()


def test_a_model_that_passes_its_checks_is_exported_with_everything_beside_it(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.export.write_model.find_failures", lambda *_: [])
    manifest = pipeline.run()
    outputs = pipeline.outputs
    assert json.loads((outputs.model / "manifest.json").read_text()) == manifest
    assert schema_errors(manifest) == []
    assert sorted(file.name for file in outputs.model.iterdir()) == [
        "README.md",
        "confusion.svg",
        "manifest.json",
        "manifest.schema.json",
        "mnist.onnx",
        "rejection.svg",
        "reliability.svg",
        "training.svg",
    ]
    assert len(json.loads(outputs.parity_vectors.read_text())["vectors"]) > 50
