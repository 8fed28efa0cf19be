"""The training loop: AdamW, one-cycle schedule, averaged weights, a checkpoint after every epoch.

The randomness of an epoch depends on (seed, epoch) alone, so a resumed run ends with the same
weights as an uninterrupted one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import OneCycleLR

from ..network.digit_net import DigitNet
from . import checkpoint
from .batches import TrainingData, iterate_batches, steps_per_epoch
from .ema import average_of
from .losses import compute_losses
from .recipes import Recipe

Log = Callable[[str], None]
History = list[dict[str, float]]
"""For each epoch: the mean losses `loss`, `digit` and `score`, and the duration `seconds`."""

VALIDATION_INTERVAL = 5
LOG_INTERVAL = 100


@dataclass(frozen=True)
class Run:
    """One training run."""

    recipe: Recipe
    seed: int
    folder: Path
    """Holds the checkpoint. A run that finds one resumes from it."""
    validate: Callable[[nn.Module], str] | None = None
    """Describes the averaged network on validation data, for the log."""
    log: Log = print


def train(run: Run, data: TrainingData, stop_after: int | None = None) -> tuple[nn.Module, History]:
    """Trains one network; returns its averaged weights and the history of its losses.

    `stop_after` ends the run after that many epochs, as an interruption would.
    """
    trainer = Trainer(run, data)
    trainer.resume()
    epochs = run.recipe.epochs
    while len(trainer.history) < min(epochs, stop_after or epochs):
        trainer.train_epoch()
        epoch = len(trainer.history)
        if run.validate and (epoch % VALIDATION_INTERVAL == 0 or epoch == epochs):
            run.log(f"  validation: {run.validate(trainer.average.module)}")
        trainer.save()
    return trainer.average.module, trainer.history


class Trainer:
    """The state of a training run."""

    def __init__(self, run: Run, data: TrainingData) -> None:
        self.run, self.data, self.recipe = run, data, run.recipe
        self.history: History = []
        self.steps = steps_per_epoch(data, self.recipe)
        torch.manual_seed(run.seed)
        self.network = DigitNet().to(memory_format=torch.channels_last)
        self.average = average_of(self.network, self.recipe.ema_decay)
        parameters = list(self.network.parameters())
        # Biases and batch normalization are not decayed.
        self.optimizer = AdamW(
            [
                {
                    "params": [p for p in parameters if p.ndim > 1],
                    "weight_decay": self.recipe.weight_decay,
                },
                {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
            ],
            lr=self.recipe.peak_learning_rate,
        )
        self.scheduler = OneCycleLR(
            self.optimizer,
            self.recipe.peak_learning_rate,
            total_steps=self.recipe.epochs * self.steps + 1,
            pct_start=0.2,
        )

    def train_epoch(self) -> None:
        """Trains one epoch and appends its mean losses to the history."""
        started, epoch = time.monotonic(), len(self.history)
        prefix = f"epoch {epoch + 1}/{self.recipe.epochs}"
        torch.manual_seed(self.run.seed * 1000 + epoch)
        self.network.train()
        sums = np.zeros(3)
        batches = iterate_batches(self.data, self.recipe, self.run.seed, epoch)
        for step, batch in enumerate(batches, 1):
            with torch.autocast("cpu", torch.bfloat16, enabled=self.recipe.precision == "bf16"):
                logits, score = self.network(batch.images)
            losses = compute_losses(
                (logits.float(), score.float()),
                batch.labels,
                batch.teacher_probabilities,
                self.recipe,
            )
            self.optimizer.zero_grad(set_to_none=True)
            losses.total.backward()
            self.optimizer.step()
            self.scheduler.step()
            self.average.update_parameters(self.network)
            sums += [float(losses.total), float(losses.digit), float(losses.score)]
            if step % LOG_INTERVAL == 1 or step == self.steps:
                seen = f"[{step * self.recipe.batch_size}/{len(self.data.digits)}]"
                self.run.log(f"{prefix} {seen} loss {float(losses.total):.4f}")
        loss, digit, score_loss = (float(total) for total in sums / self.steps)
        seconds = time.monotonic() - started
        self.history.append({"loss": loss, "digit": digit, "score": score_loss, "seconds": seconds})
        self.run.log(
            f"{prefix} loss {loss:.4f} digit {digit:.4f} score {score_loss:.4f} in {seconds:.1f} s"
        )

    def save(self) -> None:
        """Writes the checkpoint."""
        parts = {name: part.state_dict() for name, part in self._parts().items()}
        checkpoint.save(self._path, {"run": self._identity, "history": self.history, **parts})

    def resume(self) -> None:
        """Restores the checkpoint of this run if there is one.

        Raises:
            TrainingError: the checkpoint cannot be read, or belongs to another run.
        """
        state = checkpoint.load(self._path, self._identity)
        if state is None:
            return
        for name, part in self._parts().items():
            part.load_state_dict(state[name])
        self.history = state["history"]
        self.run.log(f"resumed after epoch {len(self.history)} of {self.recipe.epochs}")

    def _parts(self) -> dict[str, nn.Module | AdamW | OneCycleLR]:
        return {
            "network": self.network,
            "average": self.average,
            "optimizer": self.optimizer,
            "scheduler": self.scheduler,
        }

    @property
    def _path(self) -> Path:
        return self.run.folder / "checkpoint.pt"

    @property
    def _identity(self) -> dict[str, object]:
        recipe = asdict(replace(self.recipe, name=""))
        return {"recipe": recipe, "seed": self.run.seed, "network": DigitNet.__name__}
