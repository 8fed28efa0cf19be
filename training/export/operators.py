"""Checks a model against the operators that the built-in engine supports."""

from __future__ import annotations

import json

import onnx
from onnx import AttributeProto

from ..errors import TrainingError
from ..paths import OPERATORS

SUPPORTED = json.loads(OPERATORS.read_text())
"""Operator sets, operators and attribute values; the engine reads the same file."""


def find_unsupported(content: bytes) -> list[str]:
    """Describes every operator set, operator and attribute value that the engine cannot run.

    The wording is that of the engine.
    """
    model = onnx.load_from_string(content)
    opset = next((each.version for each in model.opset_import if each.domain == ""), 0)
    lowest, highest = SUPPORTED["opset"]["from"], SUPPORTED["opset"]["to"]
    found = []
    if not lowest <= opset <= highest:
        found.append(f"operator set {opset} ({lowest} to {highest} are supported)")
    for node in model.graph.node:
        operator = f"{node.domain}.{node.op_type}" if node.domain else node.op_type
        rules = SUPPORTED["operators"].get(operator)
        if rules is None:
            found.append(f"operator {operator}")
            continue
        for attribute in node.attribute:
            allowed, value = rules.get(attribute.name, []), _value(attribute)
            if allowed != "any" and value not in allowed:
                text = json.dumps(value, separators=(",", ":"))
                found.append(f"{operator} with {attribute.name} = {text}")
    return list(dict.fromkeys(found))


def check_operators(content: bytes) -> None:
    """Checks that the engine can run an ONNX file.

    Raises:
        TrainingError: the file has something that the engine does not support.
    """
    found = find_unsupported(content)
    if found:
        raise TrainingError(
            f"Expected a model that the built-in engine can run but it has {', '.join(found)}. "
            "Use what src/engine/operators.json lists, or extend the engine and the list."
        )


def _value(attribute: AttributeProto) -> int | float | str | list[int]:
    if attribute.type == AttributeProto.FLOAT:
        # JavaScript prints 2.0 as 2.
        return int(attribute.f) if attribute.f.is_integer() else attribute.f
    if attribute.type == AttributeProto.INT:
        return attribute.i
    if attribute.type == AttributeProto.STRING:
        return attribute.s.decode()
    if attribute.type == AttributeProto.INTS:
        return list(attribute.ints)
    return f"of type {attribute.type}"
