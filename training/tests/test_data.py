"""Reading MNIST's files, and refusing files that are not MNIST's."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from training import data
from training.errors import TrainingError

NAME = "train-images-idx3-ubyte"


def idx(array: np.ndarray) -> bytes:
    return (
        b"\0\0\x08"
        + bytes([array.ndim])
        + struct.pack(f">{array.ndim}I", *array.shape)
        + array.tobytes()
    )


def test_an_idx_file_has_the_shape_and_the_bytes_it_declares() -> None:
    images = np.arange(2 * 28 * 28, dtype=np.uint32).astype(np.uint8).reshape(2, 28, 28)
    assert np.array_equal(data.read_idx(idx(images)), images)


def test_an_idx_file_of_labels_is_flat() -> None:
    assert data.read_idx(idx(np.array([7, 2, 1], np.uint8))).tolist() == [7, 2, 1]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "starts b''"),
        (b"\x89PNG", "starts"),
        (idx(np.zeros((2, 3), np.uint8))[:7], "header of 12 bytes but the file has 7"),
        (idx(np.zeros((2, 3), np.uint8))[:-1], r"\(2, 3\) bytes after the IDX header but 5 came"),
    ],
)
def test_a_file_that_is_not_idx_is_refused(content: bytes, complaint: str) -> None:
    with pytest.raises(TrainingError, match=complaint):
        data.read_idx(content)


def test_a_missing_file_is_named_with_its_checksum(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as caught:
        data.load(tmp_path)
    assert str(tmp_path / f"{NAME}.gz") in str(caught.value)
    assert data.CHECKSUMS[NAME] in str(caught.value)


def test_a_file_with_other_content_is_named_with_the_checksum_it_should_have(
    tmp_path: Path,
) -> None:
    (tmp_path / f"{NAME}.gz").write_bytes(gzip.compress(idx(np.zeros((1, 28, 28), np.uint8))))
    with pytest.raises(TrainingError) as caught:
        data.load(tmp_path)
    assert data.CHECKSUMS[NAME] in str(caught.value)
    assert "fetch it again" in str(caught.value)


def test_a_truncated_archive_is_named_with_the_checksum_it_should_have(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.gz").write_bytes(gzip.compress(bytes(range(256)) * 99)[:-20])
    with pytest.raises(TrainingError, match=data.CHECKSUMS[NAME]):
        data.load(tmp_path)


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    assert data.find() == tmp_path


def test_the_command_line_goes_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNIST_DIR", "/elsewhere")
    assert data.find(tmp_path) == tmp_path


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for a mirror, holding one file whose checksum is the expected one."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    content = idx(np.array([3], np.uint8))
    (folder / f"{NAME}.gz").write_bytes(gzip.compress(content))
    monkeypatch.setitem(data.CHECKSUMS, NAME, data.sha256(content))
    return folder


def test_a_download_is_kept_when_its_content_is_the_published_one(
    tmp_path: Path, mirror: Path
) -> None:
    data.download(NAME, tmp_path, (mirror.as_uri(),))
    assert (tmp_path / f"{NAME}.gz").read_bytes() == (mirror / f"{NAME}.gz").read_bytes()


def test_a_mirror_that_fails_is_passed_over(tmp_path: Path, mirror: Path) -> None:
    data.download(NAME, tmp_path, ((tmp_path / "gone").as_uri(), mirror.as_uri()))
    assert (tmp_path / f"{NAME}.gz").exists()


def test_a_download_with_other_content_is_thrown_away(tmp_path: Path, mirror: Path) -> None:
    (mirror / f"{NAME}.gz").write_bytes(gzip.compress(b"other"))
    with pytest.raises(TrainingError, match=f"other content.*{data.CHECKSUMS[NAME]}"):
        data.download(NAME, tmp_path, (mirror.as_uri(),))
    assert not (tmp_path / f"{NAME}.gz").exists()


def test_the_split_holds_every_digit_once() -> None:
    everything = data.Digits(np.arange(100, dtype=np.uint8), np.arange(100))
    train, validation = data.split(everything, 20)
    assert sorted([*train.labels, *validation.labels]) == list(range(100))
    assert len(validation) == 20


def test_mnist_itself_passes_its_checksums(mnist: data.Mnist) -> None:
    assert (len(mnist.train), len(mnist.validation), len(mnist.test)) == (55_000, 5_000, 10_000)
    assert abs(mnist.train.images.mean() / 255 - data.MEAN) < 0.001
