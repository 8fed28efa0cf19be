"""The direction of imports."""

from __future__ import annotations

import ast

import pytest

from training.paths import TRAINING

ORDER = ("data", "augment", "network", "train", "report", "export")


@pytest.mark.parametrize("folder", ORDER)
def test_a_folder_imports_only_those_before_it(folder: str) -> None:
    later = {*ORDER[ORDER.index(folder) + 1 :], "pipeline"}
    violations = [
        f"{path.name} imports {node.module}"
        for path in sorted((TRAINING / folder).glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level == 2
        # `from .. import x` has no module, so it could hide a folder.
        if node.module is None or node.module.split(".")[0] in later
    ]
    assert violations == []
