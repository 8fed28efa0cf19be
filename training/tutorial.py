"""PyTorch's classic MNIST example, to compare with: `python3 -m training --recipe tutorial`.

After https://github.com/pytorch/examples, mnist/main.py, as many tutorials have it:
two convolutions with dropout, two linear layers, SGD with momentum, three epochs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import checkpoint
from .data import Digits, Mnist, normalise
from .network import TutorialNet
from .recipes import TutorialRecipe


def run(
    mnist: Mnist,
    recipe: TutorialRecipe,
    seed: int,
    folder: Path,
    report: Callable[[str], None] = print,
) -> float:
    """Train on all 60,000 digits, as the example does; returns the accuracy on the test set."""
    torch.manual_seed(seed)
    images, labels = (
        torch.cat([torch.tensor(getattr(part, name)) for part in (mnist.train, mnist.validation)])
        for name in ("images", "labels")
    )
    inputs = normalise(images.float().unsqueeze(1))
    network = TutorialNet()
    optimiser = torch.optim.SGD(network.parameters(), lr=recipe.rate, momentum=recipe.momentum)
    accuracy = test(network, mnist.test, recipe, report)
    for epoch in range(1, recipe.epochs + 1):
        _epoch(network, optimiser, inputs, labels, recipe, epoch, folder, report)
        accuracy = test(network, mnist.test, recipe, report)
    return accuracy


def _epoch(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    inputs: Tensor,
    labels: Tensor,
    recipe: TutorialRecipe,
    epoch: int,
    folder: Path,
    report: Callable[[str], None],
) -> None:
    network.train()
    batches = torch.randperm(len(labels)).split(recipe.batch)
    for index, rows in enumerate(batches):
        optimiser.zero_grad()
        loss = F.nll_loss(network(inputs[rows]), labels[rows])
        loss.backward()
        optimiser.step()
        if index % recipe.log_interval == 0:
            report(
                f"Train Epoch: {epoch} [{index * recipe.batch}/{len(labels)} "
                f"({100 * index / len(batches):.0f}%)]\tLoss: {loss.item():.6f}"
            )
            checkpoint.save(folder / "model.pth", network.state_dict())
            checkpoint.save(folder / "optimizer.pth", optimiser.state_dict())


@torch.no_grad()
def test(
    network: nn.Module, digits: Digits, recipe: TutorialRecipe, report: Callable[[str], None]
) -> float:
    """Report loss and accuracy on `digits`; returns the accuracy, 0..1."""
    network.eval()
    loss = correct = 0
    for start in range(0, len(digits), recipe.test_batch):
        images = torch.tensor(digits.images[start : start + recipe.test_batch])
        labels = torch.tensor(digits.labels[start : start + recipe.test_batch])
        output = network(normalise(images.float().unsqueeze(1)))
        loss += F.nll_loss(output, labels, reduction="sum").item()
        correct += int((output.argmax(1) == labels).sum())
    report(
        f"\nTest set: Avg. loss: {loss / len(digits):.4f}, "
        f"Accuracy: {correct}/{len(digits)} ({100 * correct / len(digits):.2f}%)\n"
    )
    return correct / len(digits)
