"""The distillation cache: augmented copies of MNIST with the probabilities of the teachers.

Augmenting a raster and running the teachers on it costs more than a training step of the student,
so both are done once for all seeds.

Knowledge distillation: G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural
Network", 2015.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ..augment import config, geometric, intensity, transform
from ..augment.transform import augment
from ..data.mnist import Digits, normalize
from ..files import sha256, write_atomically
from .recipes import Recipe

BATCH = 500


@dataclass(frozen=True)
class DistillationCache:
    """Augmented variants of the training digits, on disk."""

    folder: Path
    variants: int

    def load(self, epoch: int) -> tuple[np.ndarray, np.ndarray]:
        """Returns the variant of an epoch.

        Images are uint8 [N,28,28], teacher probabilities float32 [N,10].
        """
        with np.load(_path(self.folder, epoch % self.variants)) as arrays:
            return arrays["images"], arrays["probabilities"].astype(np.float32)


@dataclass(frozen=True)
class Teachers:
    """An ensemble of trained networks."""

    networks: list[nn.Module]
    precision: str

    @torch.no_grad()
    def probabilities(self, images: Tensor) -> np.ndarray:
        """Returns the mean probabilities [N,10] for float [N,1,28,28], 0..255."""
        batch = normalize(images).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.precision == "bf16"):
            outputs = [network(batch)[0].float().softmax(1) for network in self.networks]
        return torch.stack(outputs).mean(0).numpy()

    def hash(self) -> str:
        """Returns a hash that changes with the weights and the precision."""
        tensors = [t for network in self.networks for t in network.state_dict().values()]
        return sha256(b"".join([self.precision.encode(), *(t.numpy().tobytes() for t in tensors)]))


def fill_cache(
    digits: Digits,
    recipe: Recipe,
    teachers: Teachers,
    seed: int,
    folder: Path,
    log: Callable[[str], None] = print,
) -> DistillationCache:
    """Computes the variants that `folder` lacks.

    Other digits, teachers or augmentations are kept in another subfolder.
    """
    key = "-".join(
        [repr(recipe.augmentation), str(seed), teachers.hash(), sha256(digits.images.tobytes())]
    )
    folder = folder / f"distillation-{sha256((key + _source_hash()).encode())[:16]}"
    for variant in range(recipe.variants):
        path = _path(folder, variant)
        if path.exists():
            continue
        generator = torch.Generator().manual_seed(seed * 1000 + variant)
        images, probabilities = [], []
        for start in range(0, len(digits), BATCH):
            batch = torch.tensor(digits.images[start : start + BATCH])
            augmented = augment(batch, generator, recipe.augmentation)
            images.append(augmented.round().byte().squeeze(1).numpy())
            probabilities.append(teachers.probabilities(augmented))
        buffer = io.BytesIO()
        np.savez(
            buffer,
            images=np.concatenate(images),
            probabilities=np.concatenate(probabilities).astype(np.float16),
        )
        write_atomically(path, buffer.getvalue())
        log(f"distillation cache: variant {variant + 1} of {recipe.variants}")
    return DistillationCache(folder, recipe.variants)


def _source_hash() -> str:
    """Returns a hash that changes with the code of the augmentations."""
    modules = (config, geometric, intensity, transform)
    return sha256(b"".join(Path(module.__file__).read_bytes() for module in modules))


def _path(folder: Path, variant: int) -> Path:
    return folder / f"variant-{variant}.npz"
