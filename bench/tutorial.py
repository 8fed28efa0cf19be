"""Reads digits as PyTorch's classic MNIST tutorial leaves it to its readers: the reference for whole programs.

    python3 bench/tutorial.py --weights FILE           writes weights: the initial ones, which load as fast as trained ones
    python3 bench/tutorial.py FILE x.png               prints a digit
    python3 bench/tutorial.py FILE 'folder/*.png'      prints a digit for each picture
"""

import glob
import sys

import numpy
import torch
from PIL import Image
from torch import nn
from torch.nn import functional


class Net(nn.Module):
    """The network of https://github.com/pytorch/examples, mnist/main.py, as tutorials have had it for years."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = functional.relu(functional.max_pool2d(self.conv1(x), 2))
        x = functional.relu(functional.max_pool2d(self.conv2(x), 2))
        x = functional.relu(self.fc1(x.flatten(1)))
        return functional.log_softmax(self.fc2(x), dim=1)


def main(weights, pictures):
    net = Net()
    if weights == "--weights":
        torch.save(net.state_dict(), pictures)
        return
    net.load_state_dict(torch.load(weights))
    net.eval()
    with torch.no_grad():
        for path in sorted(glob.glob(pictures)):
            pixels = numpy.asarray(Image.open(path).convert("L").resize((28, 28)), dtype=numpy.float32)
            x = (torch.from_numpy(pixels / 255) - 0.1307) / 0.3081
            print(path, net(x[None, None]).argmax().item())


if __name__ == "__main__":
    main(*sys.argv[1:])
