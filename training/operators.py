"""Finds what the built-in engine cannot run, by the list that the engine itself checks."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
from onnx import AttributeProto

from .errors import TrainingError

FILE = Path(__file__).resolve().parent.parent / "src" / "engine" / "operators.json"
SUPPORTED = json.loads(FILE.read_text())


def unsupported(content: bytes) -> list[str]:
    """Name everything in an ONNX file that the engine cannot run, as the engine does.

    Its operator set, its operators, and the values of their attributes; empty if all can be run.
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


def check(content: bytes) -> None:
    """Refuse a model that the engine cannot run.

    Raises:
        TrainingError: it names what the engine does not know.
    """
    found = unsupported(content)
    if found:
        raise TrainingError(
            f"Expected a model that the built-in engine can run but it has {', '.join(found)}. "
            "Use what src/engine/operators.json lists, or teach the engine and add it there."
        )


def _value(attribute: AttributeProto) -> int | float | str | list[int]:
    if attribute.type == AttributeProto.FLOAT:
        # The engine writes 2.0 as 2.
        return int(attribute.f) if attribute.f.is_integer() else attribute.f
    if attribute.type == AttributeProto.INT:
        return attribute.i
    if attribute.type == AttributeProto.STRING:
        return attribute.s.decode()
    if attribute.type == AttributeProto.INTS:
        return list(attribute.ints)
    return f"of type {attribute.type}"
