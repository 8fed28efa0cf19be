"""What the whole package makes of real pictures, written into the manifest and the card.

Training measures rasters; a user has photographs, and preprocessing stands between the two. So the
package itself is asked, with `mnist-predict evaluate FOLDER --json`, and its reports are read here:

    python3 -m training.field "phone photographs=phone.json" "drawings=drawn.json"
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from . import card, plots
from .errors import TrainingError
from .files import write_beside_then_rename
from .publish import serialise

MODEL = Path(__file__).resolve().parent.parent / "model"
SCHEMA = 2
PLOT = {"file": "sets.svg", "title": "Accuracy by set, with 95 % intervals"}


def entry(name: str, report: dict, manifest: dict) -> dict:
    """The manifest's entry for one evaluated folder.

    Raises:
        TrainingError: the report has another schema, or is of another model.
    """
    if report.get("schema") != SCHEMA:
        raise TrainingError(
            f"Expected a report of `mnist-predict evaluate --json`, schema {SCHEMA}, for {name} "
            f"but its schema is {report.get('schema')}."
        )
    if report["model"]["sha256"] != manifest["sha256"]:
        raise TrainingError(
            f"Expected a report about the model {manifest['sha256'][:12]} for {name} "
            f"but it is about {report['model']['sha256'][:12]}. Evaluate again."
        )
    accuracy, at95 = report["accuracy"], report["at95"]
    made = {
        "set": name,
        "n": accuracy["n"],
        "accuracy": round(accuracy["share"], 6),
        "correct": accuracy["count"],
        "interval": [round(bound, 5) for bound in accuracy["interval"]],
        "ece": round(report["calibrationError"], 5),
        "trueAccepts": round(report["trueAccepts"]["share"], 5),
    }
    if report["falseAccepts"]:
        made["negatives"] = report["falseAccepts"]["n"]
        made["falseAccepts"] = round(report["falseAccepts"]["share"], 5)
        made["falseAccepts95"] = round(at95["falseAccepts"]["share"], 5) if at95 else None
    return made


def add(manifest: dict, reports: dict[str, dict]) -> dict:
    """The manifest with these reports in the place of earlier ones.

    Raises:
        TrainingError: the reports come from different versions of the package.
    """
    sets = [entry(name, report, manifest) for name, report in reports.items()]
    packages = sorted({report["package"] for report in reports.values()})
    if len(packages) != 1:
        raise TrainingError(f"Expected reports of one version of the package but got {packages}.")
    others = [plot for plot in manifest["plots"] if plot["file"] != PLOT["file"]]
    return {**manifest, "field": {"package": packages[0], "sets": sets}, "plots": [*others, PLOT]}


def main(arguments: list[str] | None = None) -> int:
    """Read the reports, write manifest, plot and card; returns the exit code."""
    parser = argparse.ArgumentParser("python3 -m training.field", description=__doc__)
    parser.add_argument("reports", nargs="+", metavar="NAME=REPORT.json")
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args(arguments)
    path = options.model / "manifest.json"
    try:
        named = dict(argument.split("=", 1) for argument in options.reports)
    except ValueError:
        parser.error(f"expected NAME=REPORT.json but got {' '.join(options.reports)}")
    try:
        reports = {name: json.loads(Path(file).read_text()) for name, file in named.items()}
        manifest = add(json.loads(path.read_text()), reports)
    except (TrainingError, OSError, json.JSONDecodeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    picture = plots.sets([*manifest["metrics"], *manifest["field"]["sets"]])
    write_beside_then_rename(options.model / PLOT["file"], picture)
    write_beside_then_rename(path, serialise(manifest))
    write_beside_then_rename(options.model / "README.md", card.render(manifest).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
