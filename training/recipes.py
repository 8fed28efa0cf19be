"""What can be trained, as plain numbers; every one of them lands in the manifest."""

from __future__ import annotations

from dataclasses import dataclass, field

from .augment import GENTLE, Troubles


@dataclass(frozen=True)
class Recipe:
    """How the network that ships is trained."""

    name: str = "compact"
    epochs: int = 50
    batch: int = 128
    """MNIST digits a step; foreign digits and negatives come on top."""
    foreign: int = 10
    """Digits drawn by our own pen or font, a step."""
    negatives: int = 24
    """Pictures that are no digit, a step."""
    foreign_bank: int = 12_000
    negative_bank: int = 30_000
    peak_rate: float = 5e-3
    weight_decay: float = 0.02
    smoothing: float = 0.03
    ema: float = 0.999
    uniform_weight: float = 0.3
    """Of the loss that asks for ten equal probabilities where there is no digit."""
    score_weight: float = 0.3
    """Of the loss of the digit-or-not head."""
    teachers: int = 2
    """Larger networks whose opinion the small one is also taught."""
    teacher_epochs: int = 15
    variants: int = 10
    """Of every digit with its troubles, to take turns at in the epochs of a taught network."""
    teacher_weight: float = 0.7
    """Of the teachers' opinion in the digit loss; the labels have the rest."""
    precision: str = "bf16"
    """Of the multiplications while training; weights, sums and everything shipped stay fp32."""
    troubles: Troubles = field(default_factory=Troubles)
    teacher_troubles: Troubles = GENTLE
    """Milder: an opinion about a hairline is worth less than the label."""


COMPACT = Recipe()
QUICK = Recipe(
    name="quick", epochs=10, teachers=0, variants=0, foreign_bank=6_000, negative_bank=15_000
)


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
    recipe.name: recipe for recipe in (COMPACT, QUICK, TutorialRecipe())
}
