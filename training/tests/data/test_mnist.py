"""Locating, verifying and parsing MNIST."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from training.data import mnist as mnist_files
from training.errors import TrainingError

NAME = "train-images-idx3-ubyte"


def idx(array: np.ndarray) -> bytes:
    return (
        b"\0\0\x08"
        + bytes([array.ndim])
        + struct.pack(f">{array.ndim}I", *array.shape)
        + array.tobytes()
    )


def test_an_idx_file_has_the_shape_that_its_header_declares() -> None:
    images = np.arange(2 * 28 * 28, dtype=np.uint32).astype(np.uint8).reshape(2, 28, 28)
    assert np.array_equal(mnist_files.parse_idx(idx(images)), images)


def test_an_idx_file_of_labels_has_one_dimension() -> None:
    assert mnist_files.parse_idx(idx(np.array([7, 2, 1], np.uint8))).tolist() == [7, 2, 1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "starts with b''"),
        (b"\x89PNG", "starts with"),
        (idx(np.zeros((2, 3), np.uint8))[:7], "header of 12 bytes but the file has 7"),
        (
            idx(np.zeros((2, 3), np.uint8))[:-1],
            r"\(2, 3\) bytes after the IDX header but received 5",
        ),
    ],
)
def test_a_file_that_is_not_idx_is_rejected(content: bytes, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        mnist_files.parse_idx(content)


def test_a_missing_file_is_reported_with_its_checksum(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as caught:
        mnist_files.load(tmp_path)
    assert str(tmp_path / f"{NAME}.gz") in str(caught.value)
    assert mnist_files.CHECKSUMS[NAME] in str(caught.value)


def test_a_file_with_other_content_is_reported_with_the_expected_checksum(
    tmp_path: Path,
) -> None:
    (tmp_path / f"{NAME}.gz").write_bytes(gzip.compress(idx(np.zeros((1, 28, 28), np.uint8))))
    with pytest.raises(TrainingError) as caught:
        mnist_files.load(tmp_path)
    assert mnist_files.CHECKSUMS[NAME] in str(caught.value)
    assert "Download it again" in str(caught.value)


def test_a_truncated_file_is_reported_with_the_expected_checksum(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.gz").write_bytes(gzip.compress(bytes(range(256)) * 99)[:-20])
    with pytest.raises(TrainingError, match=mnist_files.CHECKSUMS[NAME]):
        mnist_files.load(tmp_path)


def test_mnist_dir_selects_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    assert mnist_files.locate() == tmp_path


def test_the_option_takes_precedence_over_mnist_dir(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNIST_DIR", "/elsewhere")
    assert mnist_files.locate(tmp_path) == tmp_path


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A local folder in the place of a mirror, with one file that has the expected checksum."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    content = idx(np.array([3], np.uint8))
    (folder / f"{NAME}.gz").write_bytes(gzip.compress(content))
    monkeypatch.setitem(mnist_files.CHECKSUMS, NAME, mnist_files.sha256(content))
    return folder


def test_a_download_with_the_expected_checksum_is_stored(tmp_path: Path, mirror: Path) -> None:
    mnist_files.download(NAME, tmp_path, (mirror.as_uri(),))
    assert (tmp_path / f"{NAME}.gz").read_bytes() == (mirror / f"{NAME}.gz").read_bytes()


def test_the_next_mirror_is_used_if_one_fails(tmp_path: Path, mirror: Path) -> None:
    mnist_files.download(NAME, tmp_path, ((tmp_path / "gone").as_uri(), mirror.as_uri()))
    assert (tmp_path / f"{NAME}.gz").exists()


def test_a_download_with_another_checksum_is_discarded(tmp_path: Path, mirror: Path) -> None:
    (mirror / f"{NAME}.gz").write_bytes(gzip.compress(b"other"))
    with pytest.raises(TrainingError, match=f"wrong SHA-256.*{mnist_files.CHECKSUMS[NAME]}"):
        mnist_files.download(NAME, tmp_path, (mirror.as_uri(),))
    assert not (tmp_path / f"{NAME}.gz").exists()


def test_the_split_has_every_digit_once() -> None:
    everything = mnist_files.Digits(np.arange(100, dtype=np.uint8), np.arange(100))
    train, validation = mnist_files.split(everything, 20)
    assert sorted([*train.labels, *validation.labels]) == list(range(100))
    assert len(validation) == 20


def test_the_real_mnist_has_the_expected_checksums(mnist: mnist_files.Mnist) -> None:
    assert (len(mnist.train), len(mnist.validation), len(mnist.test)) == (55_000, 5_000, 10_000)
    assert abs(mnist.train.images.mean() / 255 - mnist_files.MEAN) < 0.001


def test_no_validation_digit_is_in_the_training_set(mnist: mnist_files.Mnist) -> None:
    train = {image.tobytes() for image in mnist.train.images}
    assert not any(image.tobytes() in train for image in mnist.validation.images)
