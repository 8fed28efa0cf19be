"""What can be trained, as plain numbers; every one of them lands in the manifest."""

from __future__ import annotations

from dataclasses import dataclass, field

from .augment import Troubles


@dataclass(frozen=True)
class Recipe:
    """How the network that ships is trained."""

    name: str = "compact"
    epochs: int = 40
    batch: int = 128
    """MNIST digits a step; foreign digits and negatives come on top."""
    foreign: int = 20
    """Digits drawn by our own pen or font, a step."""
    negatives: int = 24
    """Pictures that are no digit, a step."""
    foreign_bank: int = 16_000
    negative_bank: int = 30_000
    peak_rate: float = 5e-3
    weight_decay: float = 0.02
    smoothing: float = 0.03
    ema: float = 0.999
    uniform_weight: float = 0.1
    """Of the loss that asks for ten equal probabilities where there is no digit."""
    score_weight: float = 0.15
    """Of the loss of the digit-or-not head."""
    teachers: int = 0
    """Larger networks whose opinion the small one is also taught."""
    variants: int = 0
    """Of every digit with its troubles, to take turns at in the epochs of a taught network."""
    teacher_weight: float = 0.5
    """Of the teachers' opinion in the digit loss; the labels have the rest."""
    precision: str = "bf16"
    """Of the multiplications while training; weights, sums and everything shipped stay fp32."""
    troubles: Troubles = field(default_factory=Troubles)


COMPACT = Recipe()
TAUGHT = Recipe(
    name="taught", epochs=30, weight_decay=0.06, teachers=3, variants=12, teacher_weight=0.85
)
"""What ships."""
TEACHER = Recipe(name="teacher", epochs=20, foreign=0, negatives=0, foreign_bank=0, negative_bank=0)
"""Teachers are asked about MNIST's digits only, and so see nothing else."""
QUICK = Recipe(name="quick", epochs=10, foreign_bank=6_000, negative_bank=15_000)


@dataclass(frozen=True)
class TutorialRecipe:
    """PyTorch's classic MNIST example, as it was published."""

    name: str = "tutorial"
    epochs: int = 3
    batch: int = 64
    test_batch: int = 1000
    rate: float = 0.01
    momentum: float = 0.5
    log_interval: int = 10


RECIPES: dict[str, Recipe | TutorialRecipe] = {
    recipe.name: recipe for recipe in (COMPACT, TAUGHT, QUICK, TutorialRecipe())
}
