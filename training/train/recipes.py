"""The hyperparameters of every training run. The manifest records them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..augment.config import AugmentationConfig


@dataclass(frozen=True)
class Recipe:
    """Hyperparameters of the network that ships and of its teachers."""

    name: str = "plain"
    epochs: int = 30
    batch_size: int = 128
    """MNIST digits per batch. Synthetic digits and negatives are added to these."""
    synthetic_per_batch: int = 24
    negatives_per_batch: int = 36
    synthetic_digits: int = 24_000
    """Size of the synthetic data set, which is drawn once."""
    negatives: int = 60_000
    peak_learning_rate: float = 5e-3
    weight_decay: float = 0.05
    label_smoothing: float = 0.03
    ema_decay: float = 0.999
    uniform_weight: float = 0.1
    """Weight of the loss that asks for equal probabilities on negatives."""
    score_weight: float = 0.2
    """Weight of the loss of the score head."""
    teachers: int = 0
    variants: int = 0
    """Augmented copies of the training set in the distillation cache. Epochs cycle through them."""
    teacher_weight: float = 0.5
    """Weight of the teacher probabilities in the digit loss, 0..1; the labels have the rest."""
    precision: str = "fp32"
    """Of matrix multiplications during training: bf16 or fp32. Weights are always fp32."""
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)


PLAIN = Recipe()
"""The recipe of the teachers."""
DISTILLED = Recipe(
    name="distilled",
    epochs=40,
    synthetic_per_batch=32,
    teachers=3,
    variants=12,
    teacher_weight=0.85,
)
"""The recipe of the shipped model: it learns from networks of its own size.

T. Furlanello et al., "Born-Again Neural Networks", ICML 2018.
"""
QUICK = Recipe(name="quick", epochs=10, synthetic_digits=6_000, negatives=15_000)


@dataclass(frozen=True)
class TutorialRecipe:
    """Hyperparameters of PyTorch's classic MNIST example, as published."""

    name: str = "tutorial"
    epochs: int = 3
    batch_size: int = 64
    test_batch_size: int = 1000
    learning_rate: float = 0.01
    momentum: float = 0.5
    log_interval: int = 10


RECIPES: dict[str, Recipe | TutorialRecipe] = {
    recipe.name: recipe for recipe in (PLAIN, DISTILLED, QUICK, TutorialRecipe())
}
