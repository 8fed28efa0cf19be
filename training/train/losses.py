"""The loss of a batch."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from .recipes import Recipe


@dataclass(frozen=True)
class Losses:
    """Scalars."""

    total: Tensor
    digit: Tensor
    score: Tensor


def compute_losses(
    outputs: tuple[Tensor, Tensor],
    labels: Tensor,
    teacher_probabilities: Tensor | None,
    recipe: Recipe,
) -> Losses:
    """Computes the losses of a batch that holds MNIST digits, synthetic digits and negatives.

    Args:
        outputs: digit logits [N,10] and score logits [N].
        labels: int64 [D], of the digits; the remaining N-D rows are negatives.
        teacher_probabilities: float [M,10], of the MNIST digits.
    """
    logits, score = outputs
    n = len(labels)
    digit = F.cross_entropy(
        logits[:n], labels, label_smoothing=recipe.label_smoothing, reduction="none"
    )
    if teacher_probabilities is not None:
        m, weight = len(teacher_probabilities), recipe.teacher_weight
        distillation = F.cross_entropy(logits[:m], teacher_probabilities, reduction="none")
        digit = torch.cat([(1 - weight) * digit[:m] + weight * distillation, digit[m:]])
    digit = digit.mean()
    if n == len(score):
        return Losses(digit, digit, torch.zeros(()))
    uniform = -logits[n:].log_softmax(1).mean()
    is_digit = torch.zeros(len(score)).index_fill_(0, torch.arange(n), 1.0)
    # Digits and negatives have the same total weight, although there are fewer negatives.
    weight = torch.where(is_digit == 1, len(score) / (2 * n), len(score) / (2 * (len(score) - n)))
    score_loss = F.binary_cross_entropy_with_logits(score, is_digit, weight)
    total = digit + recipe.uniform_weight * uniform + recipe.score_weight * score_loss
    return Losses(total, digit, score_loss)
