"""Hashing, and writing files atomically."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path


def sha256(content: bytes) -> str:
    """Returns the SHA-256 of `content` in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def to_json(value: object, indent: int = 2) -> bytes:
    """Serializes `value` as indented JSON with a final newline; equal values give equal bytes."""
    return (json.dumps(value, indent=indent) + "\n").encode()


def write_atomically(path: Path, content: bytes) -> None:
    """Writes `content` to `path` through a temporary file in the same folder.

    An interruption leaves the previous file, or none, but never a partial one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
