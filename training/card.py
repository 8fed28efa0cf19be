"""The model card, model/README.md: written from the manifest and from nothing else.

`python3 -m training.card` writes it again, `--check` says whether it is up to date.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .files import write_beside_then_rename

MODEL = Path(__file__).resolve().parent.parent / "model"


def render(manifest: dict) -> str:
    """The card, Markdown."""
    parts = (
        _head,
        _contract,
        _metrics,
        _field,
        _rejection,
        _plots,
        _recipe,
        _data,
        _limits,
        _reproduce,
    )
    return "\n".join(filter(None, (part(manifest) for part in parts))).rstrip() + "\n"


def _head(m: dict) -> str:
    main = m["metrics"][0]
    return f"""# {m["name"]} {m["version"]}

Reads one handwritten digit, 0 to 9, from a 28x28 picture, and says how much it looks like one.
{m["parameters"]:,} parameters, {m["bytes"]:,} bytes;
{main["accuracy"]:.2%} right on the {main["n"]:,} pictures of {main["set"]}.

This card is written from `manifest.json` by `python3 -m training.card`; do not edit it.

**For**: single handwritten digits in forms, photographs, drawings, once framed as below.
**Not for**: numbers of several digits, letters, or decisions in which a wrong digit harms somebody
and nobody looks again.
"""


def _contract(m: dict) -> str:
    rows = [
        f"| {way} | `{t['name']}` | {t['type']} | [{', '.join(str(s) for s in t['shape'])}] |"
        for way, key in (("input", "inputs"), ("output", "outputs"))
        for t in m[key]
    ]
    return (
        "## Contract\n\n| | name | type | shape |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + f"""

- `image`: 0 is background, 255 is ink; the digit fits a 20x20 box,
  and its centre of mass is the middle of the frame.
- `probabilities`: softmax over the digits, calibrated
  (temperature {m["temperature"]:.4g}, inside the graph).
- `score`: 0..1, how much the picture looks like one handwritten digit;
  compare it with `rejection.threshold`.
- ONNX opset {m["opset"]}; weights are stored in half and computed with in single precision.
- SHA-256 of `{m["file"]}`: `{m["sha256"]}`
"""
    )


def _metrics(m: dict) -> str:
    lines = [
        "## How good it is",
        "",
        "| set | n | right | accuracy | 95 % interval | calibration error |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_accuracy_row(entry) for entry in m["metrics"]]
    lines += [
        "",
        "Intervals after Wilson; calibration error over 15 bins of equal width."
        " MNIST's test set was read after every choice of this run had been made on validation;"
        " the record in training/README.md lists each reading.",
    ]
    if m.get("seeds"):
        s = m["seeds"]
        lines += [
            "",
            f"Over {len(s['accuracies'])} seeds with the same recipe: mean {s['mean']:.3%},"
            f" standard deviation {s['std']:.3%} on MNIST test."
            " The model that ships is the one with most right answers on validation"
            " and on other hands.",
        ]
    return "\n".join(lines) + "\n"


def _accuracy_row(entry: dict) -> str:
    low, high = entry["interval"]
    return (
        f"| {entry['set']} | {entry['n']:,} | {entry['correct']:,} | {entry['accuracy']:.2%} |"
        f" {low:.2%} to {high:.2%} | {entry['ece']:.4f} |"
    )


def _field(m: dict) -> str:
    if "field" not in m:
        return ""
    lines = [
        "## On real pictures",
        "",
        f"Read by the package {m['field']['package']}, preprocessing and all,"
        " from pictures that took no part in training.",
        "",
        "| set | n | right | accuracy | 95 % interval | calibration error | digits accepted |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"{_accuracy_row(entry)} {entry['trueAccepts']:.2%} |" for entry in m["field"]["sets"]
    ]
    lines += ["", "Preprocessing was developed on these very sets: expect a little less elsewhere."]
    lines += [
        f"Of {entry['negatives']:,} printed letters, {entry['falseAccepts']:.2%} are accepted,"
        f" and {entry['falseAccepts95']:.2%} where 95 % of the {entry['set']} are."
        for entry in m["field"]["sets"]
        if entry.get("falseAccepts95") is not None
    ]
    return "\n".join(lines) + "\n"


def _rejection(m: dict) -> str:
    r = m["rejection"]
    lines = [
        "## Knowing when it is no digit",
        "",
        f"Threshold {r['threshold']}: chosen on {r['chosenOn']},"
        f" so that {r['trueAccepts']:.0%} of digits are accepted.",
        "",
        "| digits accepted | threshold | outliers accepted |",
        "|---|---|---|",
        f"| 99 % | {r['threshold']} | {r['falseAccepts']:.2%} |",
        f"| 95 % | {r['threshold95']} | {r['falseAccepts95']:.2%} |",
        "",
        f"Area under the ROC curve {r['auroc']:.4f}, on {r['n']:,} outliers that are drawn anew"
        " with fonts that training never saw:",
        "",
        "| kind | n | accepted at 99 % | accepted at 95 % |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {k['kind']} | {k['n']} | {k['falseAccepts']:.1%} | {k['falseAccepts95']:.1%} |"
        for k in r["kinds"]
    ]
    return "\n".join(lines) + "\n"


def _plots(m: dict) -> str:
    if not m.get("plots"):
        return ""
    return "## Plots\n\n" + "\n\n".join(f"![{p['title']}]({p['file']})" for p in m["plots"]) + "\n"


def _recipe(m: dict) -> str:
    lines = ["## How it was made", "", "| | |", "|---|---|"]
    lines += [f"| {key} | {_plain(value)} |" for key, value in m["recipe"].items()]
    lines += [f"| seed | {m['seed']} |"]
    lines += [f"| {name} | {version} |" for name, version in m["versions"].items()]
    return "\n".join(lines) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())
    return str(value)


def _data(m: dict) -> str:
    lines = ["## Data", ""]
    for entry in m["data"]:
        lines.append(f"- **{entry['name']}**, {entry['authors']}; licence: {entry['licence']}.")
        lines += [f"  - `{name}` {digest}" for name, digest in entry["sha256"].items()]
    return "\n".join(lines) + "\n"


def _limits(m: dict) -> str:
    return """## Known limits

- A bare vertical stroke is a 1, and a ring is a 0: a lower-case l and a letter O pass as digits.
- MNIST's writers are American. The shapes that others use (a flag on the 1, a bar through the 7,
  an open 4) are known from drawn examples only.
- At least 15 labels of MNIST's test set are wrong (C. Northcutt et al., 2021):
  about 99.85 % is an honest ceiling.
- The probabilities are calibrated for pictures like MNIST's; on worse pictures they are too sure.
"""


def _reproduce(m: dict) -> str:
    return f"""## Again

```
python3 -m training --recipe {m["recipe"]["name"]} --seed {m["seed"]}
```

The same seeds, thread count, processor, fonts and versions give the same file;
others give another file, about as good.
"""


def main(arguments: list[str] | None = None) -> int:
    """Write or check the card; returns the exit code."""
    parser = argparse.ArgumentParser("python3 -m training.card", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the card is not up to date")
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args(arguments)
    path = options.model / "README.md"
    fresh = render(json.loads((options.model / "manifest.json").read_text()))
    if not options.check:
        write_beside_then_rename(path, fresh.encode())
        return 0
    if path.exists() and path.read_text() == fresh:
        return 0
    print(f"{path} is not what manifest.json says: run `python3 -m training.card`.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
