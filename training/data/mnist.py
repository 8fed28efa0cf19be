"""Locates, verifies and parses MNIST.

Data set and IDX file format: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of
handwritten digits". Licence: Creative Commons Attribution-Share Alike 3.0.
"""

from __future__ import annotations

import gzip
import os
import struct
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from ..errors import TrainingError
from ..files import sha256, write_atomically
from ..paths import MNIST_DOWNLOADS, MNIST_SHARED

CHECKSUMS = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""SHA-256 of the decompressed files; the gzip headers differ between mirrors."""
MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist",
    "https://ossci-datasets.s3.amazonaws.com/mnist",
)

MEAN, STD = 0.1307, 0.3081
"""Mean and standard deviation of all training pixels, scaled to 0..1."""

VALIDATION_SIZE = 5000
SPLIT_SEED = 2026

Array = TypeVar("Array")


def normalize(images: Array) -> Array:
    """Scales pixels 0..255 of any shape to zero mean and unit variance over MNIST."""
    return (images - 255 * MEAN) / (255 * STD)


@dataclass(frozen=True)
class Digits:
    """Labelled rasters: `images` uint8 [N,28,28], 0 background to 255 ink; `labels` int64 [N]."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, rows: slice | np.ndarray) -> Digits:
        return Digits(self.images[rows], self.labels[rows])


@dataclass(frozen=True)
class Mnist:
    """The 60,000 training digits, split in two, and the 10,000 test digits."""

    train: Digits
    validation: Digits
    """Held out of the training set. Every choice is made on these digits."""
    test: Digits
    """Used only for the final metrics of a run."""


def load(folder: str | Path | None = None, download_missing: bool = True) -> Mnist:
    """Locates, verifies, parses and splits MNIST.

    Raises:
        TrainingError: a file is missing or has another SHA-256. The message has the right one.
    """
    location = locate(folder, download_missing)
    arrays = [parse_idx(_read_verified(location, name)) for name in CHECKSUMS]
    train, test = (
        Digits(arrays[0], arrays[1].astype(np.int64)),
        Digits(arrays[2], arrays[3].astype(np.int64)),
    )
    return Mnist(*split(train), test)


def split(digits: Digits, validation_size: int = VALIDATION_SIZE) -> tuple[Digits, Digits]:
    """Returns the training and the validation part. The split is the same in every run."""
    order = np.random.default_rng(SPLIT_SEED).permutation(len(digits))
    return digits[np.sort(order[validation_size:])], digits[np.sort(order[:validation_size])]


def locate(folder: str | Path | None = None, download_missing: bool = True) -> Path:
    """Returns the folder with the files: `folder`, $MNIST_DIR, ../shared/mnist or a download."""
    explicit = folder or os.environ.get("MNIST_DIR")
    if explicit:
        return Path(explicit)
    if MNIST_SHARED.is_dir():
        return MNIST_SHARED
    if download_missing:
        for name in CHECKSUMS:
            download(name, MNIST_DOWNLOADS)
    return MNIST_DOWNLOADS


def download(name: str, folder: Path, mirrors: tuple[str, ...] = MIRRORS) -> None:
    """Downloads `name`.gz into `folder` unless it exists, from the first mirror that works.

    Raises:
        TrainingError: every mirror failed or returned a file with another SHA-256.
    """
    target = folder / f"{name}.gz"
    if target.exists():
        return None
    failures = []
    for mirror in mirrors:
        try:
            with urllib.request.urlopen(f"{mirror}/{name}.gz", timeout=60) as response:
                compressed = response.read()
            if sha256(gzip.decompress(compressed)) == CHECKSUMS[name]:
                return write_atomically(target, compressed)
            failures.append(f"{mirror}: wrong SHA-256")
        except (OSError, EOFError, urllib.error.URLError) as error:
            failures.append(f"{mirror}: {error}")
    raise TrainingError(
        f"Expected {name}.gz from a mirror of MNIST but all failed ({'; '.join(failures)}). "
        f"Download it yourself and pass its folder with --data or MNIST_DIR. "
        f"Its decompressed SHA-256 is {CHECKSUMS[name]}."
    )


def parse_idx(content: bytes) -> np.ndarray:
    """Parses an IDX file of unsigned bytes into an array of the shape that its header declares.

    Raises:
        TrainingError: the file is not IDX, has another element type, or has the wrong length.
    """
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        raise TrainingError(
            "Expected an IDX file of unsigned bytes, which starts with 0x000008, "
            f"but it starts with {content[:4]!r}."
        )
    rank = content[3]
    header = 4 + 4 * rank
    if len(content) < header:
        raise TrainingError(
            f"Expected an IDX header of {header} bytes but the file has {len(content)}."
        )
    shape = struct.unpack(f">{rank}I", content[4:header])
    if len(content) - header != int(np.prod(shape)):
        raise TrainingError(
            f"Expected {shape} bytes after the IDX header but received {len(content) - header}."
        )
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def _read_verified(folder: Path, name: str) -> bytes:
    """Returns the content of `name`.gz, decompressed, or of `name`, after checking its SHA-256."""
    expected = f"the file whose decompressed SHA-256 is {CHECKSUMS[name]}"
    compressed, plain = folder / f"{name}.gz", folder / name
    try:
        source = compressed if compressed.exists() else plain
        content = (
            gzip.decompress(source.read_bytes()) if source == compressed else source.read_bytes()
        )
    except FileNotFoundError:
        raise TrainingError(
            f"Expected {compressed} or {plain}, {expected}, but neither exists."
        ) from None
    except (OSError, EOFError) as error:
        raise TrainingError(
            f"Expected {source} to be {expected}, but it cannot be read: {error}."
        ) from error
    if sha256(content) != CHECKSUMS[name]:
        raise TrainingError(
            f"Expected {source} to be {expected}, "
            f"but its SHA-256 is {sha256(content)}. Download it again."
        )
    return content
