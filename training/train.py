"""The training loop: AdamW, one cycle, an averaged network, and a checkpoint after every epoch.

Every epoch's randomness is seeded by (seed, epoch) alone, so a run that was interrupted and resumed
ends with the same weights as one that was not.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import checkpoint
from .augment import trouble
from .bank import Bank
from .data import Digits, normalise
from .network import DigitNet
from .pool import Pool
from .recipes import Recipe

Report = Callable[[str], None]


def train(
    train_digits: Digits,
    bank: Bank,
    recipe: Recipe,
    seed: int,
    folder: Path,
    report: Report = print,
    make: Callable[[], nn.Module] = DigitNet,
    validate: Callable[[nn.Module], str] | None = None,
    stop_after: int | None = None,
    pool: Pool | None = None,
) -> tuple[nn.Module, list[dict[str, float]]]:
    """Train one network and hand back its averaged weights and a line of numbers per epoch.

    Args:
        folder: holds the checkpoint; a run that finds one goes on from there.
        stop_after: leave after that many epochs, as an interruption would.
        pool: troubled digits with the opinions of teachers; without it, troubles on the fly.
    """
    torch.manual_seed(seed)
    network = make().to(memory_format=torch.channels_last)
    average = copy.deepcopy(network).eval().requires_grad_(False)
    steps = len(train_digits) // recipe.batch
    optimiser = torch.optim.AdamW(
        [
            {
                "params": [p for p in network.parameters() if p.ndim > 1],
                "weight_decay": recipe.weight_decay,
            },
            {"params": [p for p in network.parameters() if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=recipe.peak_rate,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.peak_rate, total_steps=recipe.epochs * steps + 1, pct_start=0.2
    )
    path = folder / "checkpoint.pt"
    belongs_to = {
        "recipe": asdict(replace(recipe, name="")),
        "seed": seed,
        "network": make.__name__,
    }
    history: list[dict[str, float]] = []
    state = checkpoint.resume(path, belongs_to)
    if state:
        for part, kept in (
            (network, "network"),
            (average, "average"),
            (optimiser, "optimiser"),
            (schedule, "schedule"),
        ):
            part.load_state_dict(state[kept])
        history = state["history"]
        report(f"resumed after epoch {len(history)} of {recipe.epochs}")

    for epoch in range(len(history), min(recipe.epochs, stop_after or recipe.epochs)):
        history.append(
            _epoch(
                network,
                average,
                optimiser,
                schedule,
                train_digits,
                bank,
                recipe,
                seed,
                epoch,
                report,
                pool,
            )
        )
        if validate and ((epoch + 1) % 5 == 0 or epoch + 1 == recipe.epochs):
            report(f"  validation: {validate(average)}")
        checkpoint.save(
            path,
            {
                "belongs_to": belongs_to,
                "history": history,
                "network": network.state_dict(),
                "average": average.state_dict(),
                "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(),
            },
        )
    return average, history


def _epoch(
    network: nn.Module,
    average: nn.Module,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.OneCycleLR,
    digits: Digits,
    bank: Bank,
    recipe: Recipe,
    seed: int,
    epoch: int,
    report: Report,
    pool: Pool | None,
) -> dict[str, float]:
    """One pass over MNIST."""
    started = time.monotonic()
    torch.manual_seed(seed * 1000 + epoch)
    generator = torch.Generator().manual_seed(seed * 1000 + epoch)
    rng = np.random.default_rng([seed, epoch])
    order = rng.permutation(len(digits))
    steps = len(digits) // recipe.batch
    if pool:
        pooled, opinions = pool.variant(epoch)
    network.train()
    sums = np.zeros(3)
    for step in range(steps):
        rows = order[step * recipe.batch : (step + 1) * recipe.batch]
        own = rng.integers(len(bank.foreign), size=recipe.foreign)
        out = rng.integers(len(bank.negatives), size=recipe.negatives)
        labels = torch.from_numpy(np.concatenate([digits.labels[rows], bank.foreign.labels[own]]))
        drawn = np.concatenate([bank.foreign.images[own], bank.negatives[out]])
        if pool:
            down, right = (int(by) for by in rng.integers(-1, 2, 2))
            moved = np.roll(pooled[rows], (down, right), (1, 2))
            batch = torch.cat(
                [
                    torch.from_numpy(moved).float().unsqueeze(1),
                    trouble(torch.from_numpy(drawn), generator, recipe.troubles),
                ]
            )
        else:
            images = torch.from_numpy(np.concatenate([digits.images[rows], drawn]))
            batch = trouble(images, generator, recipe.troubles)
        batch = normalise(batch).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=recipe.precision == "bf16"):
            logits, score = network(batch)
        thoughts = torch.from_numpy(opinions[rows]) if pool else None
        losses = _losses(logits.float(), score.float(), labels, recipe, thoughts)
        optimiser.zero_grad(set_to_none=True)
        losses[0].backward()
        optimiser.step()
        schedule.step()
        # The average of the first steps would remember the random start for long.
        _blend(
            average,
            network,
            min(recipe.ema, (epoch * steps + step + 1) / (epoch * steps + step + 10)),
        )
        sums += [float(loss) for loss in losses]
        if step % 100 == 0 or step == steps - 1:
            report(
                f"epoch {epoch + 1}/{recipe.epochs} [{(step + 1) * recipe.batch}/{len(digits)}]"
                f" loss {float(losses[0]):.4f}"
            )
    loss, digit_loss, score_loss = sums / steps
    seconds = time.monotonic() - started
    report(
        f"epoch {epoch + 1}/{recipe.epochs} loss {loss:.4f}"
        f" digit {digit_loss:.4f} score {score_loss:.4f}"
        f" in {seconds:.1f} s"
    )
    return {
        "loss": float(loss),
        "digit": float(digit_loss),
        "score": float(score_loss),
        "seconds": seconds,
    }


def _losses(
    logits: Tensor, score: Tensor, labels: Tensor, recipe: Recipe, opinions: Tensor | None
) -> tuple[Tensor, Tensor, Tensor]:
    """The whole loss, its digit part, its digit-or-not part; digits come first, then outliers."""
    n = len(labels)
    digit = F.cross_entropy(logits[:n], labels, label_smoothing=recipe.smoothing, reduction="none")
    if opinions is not None:
        # The teachers were asked about MNIST's digits, which come first, not about drawn ones.
        taught, w = len(opinions), recipe.teacher_weight
        of_teachers = -(opinions * logits[:taught].log_softmax(1)).sum(1)
        digit = torch.cat([(1 - w) * digit[:taught] + w * of_teachers, digit[taught:]])
    digit = digit.mean()
    if n == len(score):
        return digit, digit, torch.zeros(())
    uniform = -logits[n:].log_softmax(1).mean()
    truth = torch.zeros(len(score)).index_fill_(0, torch.arange(n), 1.0)
    # Digits outnumber outliers in a batch; both classes weigh the same here.
    weight = torch.where(truth == 1, len(score) / (2 * n), len(score) / (2 * (len(score) - n)))
    is_digit = F.binary_cross_entropy_with_logits(score, truth, weight)
    return digit + recipe.uniform_weight * uniform + recipe.score_weight * is_digit, digit, is_digit


@torch.no_grad()
def _blend(average: nn.Module, network: nn.Module, keep: float) -> None:
    """Exponential moving average of weights and of batch statistics."""
    for kept, new in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        if kept.is_floating_point():
            kept.lerp_(new, 1 - keep)
        else:
            kept.copy_(new)
