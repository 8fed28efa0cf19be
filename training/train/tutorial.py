"""The baseline: PyTorch's classic MNIST example, `python3 -m training --recipe tutorial`.

After https://github.com/pytorch/examples, mnist/main.py, in the version of many tutorials: two
convolutions with dropout, two linear layers, SGD with momentum, three epochs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from ..data.mnist import Digits, Mnist, normalize
from ..network.tutorial_net import TutorialNet
from . import checkpoint
from .recipes import TutorialRecipe


@dataclass(frozen=True)
class Tutorial:
    """One run of the example."""

    recipe: TutorialRecipe
    seed: int
    folder: Path
    """Receives model.pth and optimizer.pth."""
    log: Callable[[str], None] = print

    def run(self, mnist: Mnist) -> float:
        """Trains on all 60,000 digits, as the example does; returns the test accuracy, 0..1."""
        torch.manual_seed(self.seed)
        images, labels = (
            torch.cat(
                [torch.tensor(getattr(part, name)) for part in (mnist.train, mnist.validation)]
            )
            for name in ("images", "labels")
        )
        inputs = normalize(images.float().unsqueeze(1))
        network = TutorialNet()
        optimizer = torch.optim.SGD(
            network.parameters(), lr=self.recipe.learning_rate, momentum=self.recipe.momentum
        )
        accuracy = self._test(network, mnist.test)
        for epoch in range(1, self.recipe.epochs + 1):
            self._train_epoch(network, optimizer, (inputs, labels), epoch)
            accuracy = self._test(network, mnist.test)
        return accuracy

    def _train_epoch(
        self,
        network: TutorialNet,
        optimizer: torch.optim.Optimizer,
        data: tuple[Tensor, Tensor],
        epoch: int,
    ) -> None:
        network.train()
        inputs, labels = data
        batches = torch.randperm(len(labels)).split(self.recipe.batch_size)
        for index, rows in enumerate(batches):
            optimizer.zero_grad()
            loss = F.nll_loss(network(inputs[rows]), labels[rows])
            loss.backward()
            optimizer.step()
            if index % self.recipe.log_interval == 0:
                self.log(
                    f"Train Epoch: {epoch} [{index * self.recipe.batch_size}/{len(labels)} "
                    f"({100 * index / len(batches):.0f}%)]\tLoss: {loss.item():.6f}"
                )
                checkpoint.save(self.folder / "model.pth", network.state_dict())
                checkpoint.save(self.folder / "optimizer.pth", optimizer.state_dict())

    @torch.no_grad()
    def _test(self, network: TutorialNet, digits: Digits) -> float:
        """Logs loss and accuracy on `digits`; returns the accuracy, 0..1."""
        network.eval()
        loss = correct = 0
        for start in range(0, len(digits), self.recipe.test_batch_size):
            batch = digits[start : start + self.recipe.test_batch_size]
            labels = torch.tensor(batch.labels)
            output = network(normalize(torch.tensor(batch.images).float().unsqueeze(1)))
            loss += F.nll_loss(output, labels, reduction="sum").item()
            correct += int((output.argmax(1) == labels).sum())
        self.log(
            f"\nTest set: Avg. loss: {loss / len(digits):.4f}, "
            f"Accuracy: {correct}/{len(digits)} ({100 * correct / len(digits):.2f}%)\n"
        )
        return correct / len(digits)
