"""Renders the model card, model/README.md, from the manifest alone.

`python3 -m training.report.card` writes it; with `--check` it fails if the card is out of date.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ..files import write_atomically
from ..paths import MODEL


def render(manifest: dict) -> str:
    """Returns the card, Markdown."""
    sections = (
        _summary,
        _contract,
        _metrics,
        _real_world,
        _harder,
        _rejection,
        _plots,
        _recipe,
        _data,
        _limits,
        _reproduce,
    )
    return "\n".join(filter(None, (section(manifest) for section in sections))).rstrip() + "\n"


def _summary(m: dict) -> str:
    test = m["card"]["metrics"][0]
    return f"""# {m["name"]} {m["version"]}

Classifies a 28x28 raster as one of the digits 0 to 9, and scores how likely it is to be a digit.
{m["card"]["parameters"]:,} parameters, {m["bytes"]:,} bytes,
{test["accuracy"]:.2%} accuracy on the {test["n"]:,} rasters of {test["set"]}.

This card is generated from `manifest.json` by `python3 -m training.report.card`. Do not edit it.

**Intended use**: single handwritten digits in forms, photographs and drawings, preprocessed as
below.
**Not intended for**: numbers of several digits, letters, or decisions in which an unreviewed error
harms somebody.
"""


def _contract(m: dict) -> str:
    rows = [
        f"| {kind} | `{t['name']}` | {t['type']} | [{', '.join(str(s) for s in t['shape'])}] |"
        for kind, key in (("input", "inputs"), ("output", "outputs"))
        for t in m[key]
    ]
    return (
        "## Contract\n\n| | name | type | shape |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + f"""

- `image`: 0 is background, 255 is ink. The digit fits a 20x20 box, and its center of mass is the
  middle of the frame.
- `probabilities`: of the ten digits, calibrated. The graph includes the softmax temperature,
  {m["card"]["temperature"]:.4g}.
- `score`: 0 to 1, how likely the raster is to show one handwritten digit. Compare it with
  `rejection.threshold`.
- ONNX opset {m["opset"]}. Weights have 8 bits and a scale per channel; engines compute in fp32.
- SHA-256 of `{m["file"]}`: `{m["sha256"]}`
"""
    )


def _metrics(m: dict) -> str:
    lines = [
        "## Accuracy",
        "",
        "| set | n | correct | accuracy | 95 % interval | calibration error |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_accuracy_row(entry) for entry in m["card"]["metrics"]]
    lines += [
        "",
        "Intervals are Wilson's. Calibration error is the expected calibration error over 15 bins"
        " of equal width. MNIST's test set was used after every choice of this run had been made on"
        " validation data; training/README.md records each use.",
    ]
    seeds = m["card"]["seeds"]
    lines += [
        "",
        f"{len(seeds['accuracies'])} seeds of the same recipe: mean accuracy {seeds['mean']:.3%},"
        f" standard deviation {seeds['std']:.3%} on MNIST test."
        " The shipped model is the one with the most correct validation and synthetic digits.",
    ]
    return "\n".join(lines) + "\n"


def _accuracy_row(entry: dict) -> str:
    low, high = entry["interval"]
    return (
        f"| {entry['set']} | {entry['n']:,} | {entry['correct']:,} | {entry['accuracy']:.2%} |"
        f" {low:.2%} to {high:.2%} | {entry['ece']:.4f} |"
    )


def _real_world(m: dict) -> str:
    real_world = m["card"].get("realWorld")
    if real_world is None:
        return ""
    lines = [
        "## Accuracy on real pictures",
        "",
        f"Measured with version {real_world['package']} of the package at commit"
        f" {real_world['commit'][:12]}, preprocessing included, on pictures that were not used for"
        " training.",
        "",
        "| set | n | correct | accuracy | 95 % interval | calibration error | digits accepted |",
        "|---|---|---|---|---|---|---|",
    ]
    sets = real_world["sets"]
    lines += [f"{_accuracy_row(entry)} {entry['trueAccepts']:.2%} |" for entry in sets]
    lines += [
        "",
        "Preprocessing was developed on these sets. Expect slightly less on other pictures.",
    ]
    lines += [
        f"Of {entry['negatives']:,} printed letters, {entry['falseAccepts']:.2%} are accepted;"
        f" {entry['falseAccepts95']:.2%} if the threshold accepts 95 % of the {entry['set']}."
        for entry in sets
        if entry.get("falseAccepts95") is not None
    ]
    return "\n".join(lines) + "\n"


def _harder(m: dict) -> str:
    harder = m["card"].get("realWorld", {}).get("harder")
    if harder is None:
        return ""
    lines = [
        "## Accuracy on harder pictures",
        "",
        "Drawn by `training.report.challenge_sets` from MNIST's validation digits, with which"
        " preprocessing was not developed, from the fixtures and from the real pictures above."
        " Measured in the same way.",
        "",
        "| set | n | correct | accuracy | 95 % interval | digits accepted | accepted and wrong |",
        "|---|---|---|---|---|---|---|",
    ]
    for entry in harder["sets"]:
        low, high = entry["interval"]
        lines.append(
            f"| {entry['set']} | {entry['n']:,} | {entry['correct']:,} | {entry['accuracy']:.2%} |"
            f" {low:.2%} to {high:.2%} | {entry['trueAccepts']:.2%} | {entry['wrongAccepts']:.2%} |"
        )
    lines += ["", "| not a digit | n | accepted |", "|---|---|---|"]
    lines += [f"| {k['kind']} | {k['n']} | {k['accepted']} |" for k in harder["negatives"]]
    return "\n".join(lines) + "\n"


def _rejection(m: dict) -> str:
    r, negatives = m["rejection"], m["card"]["rejection"]
    lines = [
        "## Rejection",
        "",
        f"The threshold is {r['threshold']}. It was chosen on {r['chosenOn']},"
        f" so that {r['trueAccepts']:.0%} of digits are accepted.",
        "",
        "| digits accepted | threshold | negatives accepted |",
        "|---|---|---|",
        f"| 99 % | {r['threshold']} | {negatives['falseAccepts']:.2%} |",
        f"| 95 % | {negatives['threshold95']} | {negatives['falseAccepts95']:.2%} |",
        "",
        f"The area under the ROC curve is {negatives['auroc']:.4f}, on {negatives['n']:,}"
        " negatives drawn for validation, with fonts that were not used for training:",
        "",
        "| kind | n | accepted at 99 % | accepted at 95 % |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {k['kind']} | {k['n']} | {k['falseAccepts']:.1%} | {k['falseAccepts95']:.1%} |"
        for k in negatives["kinds"]
    ]
    return "\n".join(lines) + "\n"


def _plots(m: dict) -> str:
    plots = [f"![{plot['title']}]({plot['file']})" for plot in m["card"]["plots"]]
    return "\n\n".join(["## Plots", *plots]) + "\n"


def _recipe(m: dict) -> str:
    lines = ["## Training", "", "| | |", "|---|---|"]
    lines += [f"| {key} | {_text(value)} |" for key, value in m["card"]["recipe"].items()]
    lines += [f"| seed | {m['card']['seed']} |"]
    lines += [f"| {name} | {version} |" for name, version in m["card"]["versions"].items()]
    return "\n".join(lines) + "\n"


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())
    return str(value)


def _data(m: dict) -> str:
    lines = ["## Data", ""]
    for entry in m["card"]["data"]:
        lines.append(f"- **{entry['name']}**, {entry['authors']}; licence: {entry['licence']}.")
        lines += [f"  - `{name}` {digest}" for name, digest in entry["sha256"].items()]
    return "\n".join(lines) + "\n"


def _limits(m: dict) -> str:
    return """## Known limits

- A vertical stroke is read as a 1 and a ring as a 0, so a lower-case l and a letter O are accepted.
- MNIST was written by Americans. Flagged 1s, crossed 7s and open 4s are known from synthetic digits
  only.
- At least 15 labels of MNIST's test set are wrong (C. Northcutt et al., 2021), so about 99.85 % is
  the highest meaningful accuracy.
- The probabilities are calibrated on MNIST. They are overconfident on pictures of lower quality.
"""


def _reproduce(m: dict) -> str:
    return f"""## Reproduction

```
python3 -m training --recipe {m["card"]["recipe"]["name"]} --seed {m["card"]["seed"]}
```

The same seeds, thread count, processor, fonts and versions give the same file. Other ones give a
different file of about the same quality.
"""


def main(arguments: list[str] | None = None) -> int:
    """Writes or checks the card; returns the exit code."""
    parser = argparse.ArgumentParser("python3 -m training.report.card", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if the card is out of date")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the manifest")
    options = parser.parse_args(arguments)
    path = options.model / "README.md"
    rendered = render(json.loads((options.model / "manifest.json").read_text()))
    if not options.check:
        write_atomically(path, rendered.encode())
        return 0
    if path.exists() and path.read_text() == rendered:
        return 0
    print(
        f"Expected {path} to match manifest.json but it does not. "
        "Run `python3 -m training.report.card`."
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
