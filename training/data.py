"""MNIST: found, checked byte for byte, and read.

The IDX format and the data set: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of
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

from .errors import TrainingError
from .files import sha256, write_beside_then_rename

# SHA-256 of the decompressed files: gzip wrappings differ between mirrors, the content must not.
CHECKSUMS = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist",
    "https://ossci-datasets.s3.amazonaws.com/mnist",
)
PACKAGE = Path(__file__).resolve().parent
DOWNLOADS = PACKAGE / "data"
NEIGHBOUR = PACKAGE.parent.parent / "shared" / "mnist"

MEAN, STD = 0.1307, 0.3081
"""Of all training pixels, scaled to 0..1."""

HELD_OUT = 5000

Array = TypeVar("Array")


def normalise(images: Array) -> Array:
    """Pixels 0..255, of any shape, to zero mean and unit variance over MNIST."""
    return (images - 255 * MEAN) / (255 * STD)


@dataclass(frozen=True)
class Digits:
    """`images` uint8 [N,28,28] (0 background, 255 ink) and `labels` int64 [N] (0..9)."""

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
    """Held out of the training set: every choice is made on these."""
    test: Digits
    """Read once, at the end, for the report."""


def load(folder: str | Path | None = None, download_missing: bool = True) -> Mnist:
    """Find MNIST, check it, read it and split it.

    Raises:
        TrainingError: a file is missing or is not the published one; named with its SHA-256.
    """
    place = find(folder, download_missing)
    arrays = [read_idx(_read_checked(place, name)) for name in CHECKSUMS]
    train, test = (
        Digits(arrays[0], arrays[1].astype(np.int64)),
        Digits(arrays[2], arrays[3].astype(np.int64)),
    )
    return Mnist(*split(train), test)


def split(digits: Digits, held_out: int = HELD_OUT) -> tuple[Digits, Digits]:
    """Training and validation part; the seed is fixed: the split belongs to the data."""
    order = np.random.default_rng(2026).permutation(len(digits))
    return digits[np.sort(order[held_out:])], digits[np.sort(order[:held_out])]


def find(folder: str | Path | None = None, download_missing: bool = True) -> Path:
    """The folder that holds the files: the one named, $MNIST_DIR, a neighbour, or a download."""
    named = folder or os.environ.get("MNIST_DIR")
    if named:
        return Path(named)
    if NEIGHBOUR.is_dir():
        return NEIGHBOUR
    if download_missing:
        for name in CHECKSUMS:
            download(name, DOWNLOADS)
    return DOWNLOADS


def download(name: str, folder: Path, mirrors: tuple[str, ...] = MIRRORS) -> None:
    """Fetch one file from the first mirror that has the published content; keep what is there."""
    target = folder / f"{name}.gz"
    if target.exists():
        return None
    troubles = []
    for mirror in mirrors:
        try:
            with urllib.request.urlopen(f"{mirror}/{name}.gz", timeout=60) as answer:
                packed = answer.read()
            if sha256(gzip.decompress(packed)) == CHECKSUMS[name]:
                return write_beside_then_rename(target, packed)
            troubles.append(f"{mirror}: other content")
        except (OSError, EOFError, urllib.error.URLError) as error:
            troubles.append(f"{mirror}: {error}")
    raise TrainingError(
        f"Expected {name}.gz from a mirror of MNIST but none gave it ({'; '.join(troubles)}). "
        f"Fetch it elsewhere, put it in a folder and name the folder with --data or MNIST_DIR; "
        f"decompressed it has SHA-256 {CHECKSUMS[name]}."
    )


def read_idx(content: bytes) -> np.ndarray:
    """Parse the bytes of an IDX file of unsigned bytes into an array of the shape it declares."""
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        raise TrainingError(
            f"Expected an IDX file of unsigned bytes (0x000008..) but it starts {content[:4]!r}."
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
            f"Expected {shape} bytes after the IDX header but {len(content) - header} came."
        )
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def _read_checked(folder: Path, name: str) -> bytes:
    """The bytes of `name` or of the decompressed `name.gz`, refused unless as published."""
    expected = f"the file whose decompressed SHA-256 is {CHECKSUMS[name]}"
    packed, plain = folder / f"{name}.gz", folder / name
    try:
        content = gzip.decompress(packed.read_bytes()) if packed.exists() else plain.read_bytes()
    except FileNotFoundError:
        raise TrainingError(
            f"Expected {packed} or {plain}, {expected}, but neither exists."
        ) from None
    except (OSError, EOFError) as error:
        raise TrainingError(
            f"Expected {packed} to be {expected}, but it cannot be read: {error}."
        ) from error
    if sha256(content) != CHECKSUMS[name]:
        raise TrainingError(
            f"Expected {packed if packed.exists() else plain} to be {expected}, "
            f"but its SHA-256 is {sha256(content)}: fetch it again."
        )
    return content
