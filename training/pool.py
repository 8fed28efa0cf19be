"""MNIST with its troubles, made once for every seed, and what the teachers think of each picture.

Making the troubles and asking the teachers costs more than a step of the small network does.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from . import augment
from .augment import trouble
from .data import Digits, normalise
from .files import sha256, write_beside_then_rename
from .recipes import Recipe

CHUNK = 500


@dataclass(frozen=True)
class Pool:
    """Some variants of the training digits, on disk."""

    folder: Path
    variants: int

    def variant(self, epoch: int) -> tuple[np.ndarray, np.ndarray]:
        """What an epoch sees: images uint8 [N,28,28], teachers' probabilities float32 [N,10]."""
        with np.load(_file(self.folder, epoch % self.variants)) as arrays:
            return arrays["images"], arrays["opinions"].astype(np.float32)


def fill(
    digits: Digits,
    recipe: Recipe,
    teachers: list[nn.Module],
    seed: int,
    folder: Path,
    report: Callable[[str], None] = print,
) -> Pool:
    """Make the variants that `folder` lacks; others' troubles or teachers have another place."""
    folder = folder / f"pool-{_key(digits, recipe, teachers, seed)}"
    for number in range(recipe.variants):
        path = _file(folder, number)
        if path.exists():
            continue
        generator = torch.Generator().manual_seed(seed * 1000 + number)
        images, opinions = [], []
        for start in range(0, len(digits), CHUNK):
            troubled = trouble(
                torch.tensor(digits.images[start : start + CHUNK]), generator, recipe.troubles
            )
            images.append(troubled.round().byte().squeeze(1).numpy())
            opinions.append(_opinions(teachers, troubled, recipe))
        buffer = io.BytesIO()
        np.savez(
            buffer,
            images=np.concatenate(images),
            opinions=np.concatenate(opinions).astype(np.float16),
        )
        write_beside_then_rename(path, buffer.getvalue())
        report(f"troubles, and the teachers' opinions of them: {number + 1} of {recipe.variants}")
    return Pool(folder, recipe.variants)


def _key(digits: Digits, recipe: Recipe, teachers: list[nn.Module], seed: int) -> str:
    """Changes with everything that the variants depend on."""
    parts = [repr((recipe.troubles, recipe.precision, seed)).encode()]
    parts += [digits.images.tobytes(), Path(augment.__file__).read_bytes()]
    for teacher in teachers:
        parts += [weight.numpy().tobytes() for weight in teacher.state_dict().values()]
    return sha256(b"".join(parts))[:16]


def _file(folder: Path, number: int) -> Path:
    return folder / f"variant-{number}.npz"


@torch.no_grad()
def _opinions(teachers: list[nn.Module], troubled: torch.Tensor, recipe: Recipe) -> np.ndarray:
    """What the teachers think on average, probabilities [N,10]."""
    batch = normalise(troubled).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, enabled=recipe.precision == "bf16"):
        thoughts = [teacher(batch)[0].float().softmax(1) for teacher in teachers]
    return torch.stack(thoughts).mean(0).numpy()
