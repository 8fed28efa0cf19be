"""Validates manifests against `model/manifest.schema.json`, as the TypeScript build does."""

from __future__ import annotations

import json

from jsonschema import Draft7Validator

from ..paths import MANIFEST_SCHEMA

VALIDATOR = Draft7Validator(json.loads(MANIFEST_SCHEMA.read_text()))


def schema_errors(manifest: dict) -> list[str]:
    """Describes each violation of the schema; an empty list if the manifest is valid."""
    errors = sorted(VALIDATOR.iter_errors(manifest), key=lambda error: error.json_path)
    return [f"{error.json_path}: {error.message}" for error in errors]
