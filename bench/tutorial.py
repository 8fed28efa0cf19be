"""Writes bench/tutorial.onnx, the network that ours is timed against: `python3 bench/tutorial.py`.

It is the network of PyTorch's classic MNIST example, exported as tutorials export it. Its weights
are the initial ones of a fixed seed, in single precision: an engine takes as long for them as for
trained ones.

    python3 bench/tutorial.py            writes it
    python3 bench/tutorial.py --check    exits 1 where the file is not what this would write
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import onnx
import torch

FILE = Path(__file__).with_name("tutorial.onnx")
sys.path.insert(0, str(FILE.parent.parent))

from training.network import TutorialNet  # noqa: E402

SEED = 1
OPSET = 13


def export() -> bytes:
    """The network as an ONNX file: `image` float [N,1,28,28] to `log_probabilities` [N,10]."""
    torch.manual_seed(SEED)
    network, file = TutorialNet().eval(), io.BytesIO()
    torch.onnx.export(
        network,
        torch.zeros(1, 1, 28, 28),
        file,
        opset_version=OPSET,
        input_names=["image"],
        output_names=["log_probabilities"],
        dynamic_axes={"image": {0: "N"}, "log_probabilities": {0: "N"}},
    )
    model = onnx.load_from_string(file.getvalue())
    # Which PyTorch wrote it is no part of the network.
    model.producer_version = ""
    onnx.checker.check_model(model)
    return model.SerializeToString()


def main(arguments: list[str]) -> int:
    """Write or check the file; returns the exit code."""
    if arguments not in ([], ["--check"]):
        print(f"Expected no argument or --check but received {' '.join(arguments)}.", file=sys.stderr)
        return 2
    content = export()
    if not arguments:
        FILE.write_bytes(content)
        return 0
    if FILE.exists() and FILE.read_bytes() == content:
        return 0
    print(f"Expected {FILE.name} as {Path(__file__).name} writes it but it differs. Run that.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
