"""Composes the batches of an epoch from MNIST and the synthetic data set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..augment.transform import augment
from ..data.dataset import SyntheticDataset
from ..data.mnist import Digits, normalize
from .distillation import DistillationCache
from .recipes import Recipe


@dataclass(frozen=True)
class TrainingData:
    """Everything that a network is trained on."""

    digits: Digits
    synthetic: SyntheticDataset
    distillation: DistillationCache | None = None
    """Augmented digits with teacher probabilities. Without it, digits are augmented on the fly."""


@dataclass(frozen=True)
class Batch:
    """MNIST digits, then synthetic digits, then negatives."""

    images: Tensor
    """float [N,1,28,28], normalized."""
    labels: Tensor
    """int64 [D], of the digits."""
    teacher_probabilities: Tensor | None
    """float [M,10], of the MNIST digits."""


def steps_per_epoch(data: TrainingData, recipe: Recipe) -> int:
    """Returns the number of full batches of MNIST digits."""
    return len(data.digits) // recipe.batch_size


def iterate_batches(data: TrainingData, recipe: Recipe, seed: int, epoch: int) -> Iterator[Batch]:
    """Yields the batches of an epoch in an order that depends on `seed` and `epoch` alone."""
    generator = torch.Generator().manual_seed(seed * 1000 + epoch)
    rng = np.random.default_rng([seed, epoch])
    order = rng.permutation(len(data.digits))
    synthetic, negatives = data.synthetic.digits, data.synthetic.negatives
    if data.distillation:
        variant, probabilities = data.distillation.load(epoch)
    for step in range(steps_per_epoch(data, recipe)):
        rows = order[step * recipe.batch_size : (step + 1) * recipe.batch_size]
        synthetic_rows = rng.integers(len(synthetic), size=recipe.synthetic_per_batch)
        negative_rows = rng.integers(len(negatives), size=recipe.negatives_per_batch)
        labels = np.concatenate([data.digits.labels[rows], synthetic.labels[synthetic_rows]])
        drawn = np.concatenate([synthetic.images[synthetic_rows], negatives[negative_rows]])
        if data.distillation:
            # A variant returns several times; a shift by up to one pixel makes it differ.
            down, right = (int(pixels) for pixels in rng.integers(-1, 2, 2))
            shifted = np.roll(variant[rows], (down, right), (1, 2))
            images = torch.cat(
                [
                    torch.from_numpy(shifted).float().unsqueeze(1),
                    augment(torch.from_numpy(drawn), generator, recipe.augmentation),
                ]
            )
        else:
            images = torch.from_numpy(np.concatenate([data.digits.images[rows], drawn]))
            images = augment(images, generator, recipe.augmentation)
        yield Batch(
            normalize(images).contiguous(memory_format=torch.channels_last),
            torch.from_numpy(labels),
            torch.from_numpy(probabilities[rows]) if data.distillation else None,
        )
