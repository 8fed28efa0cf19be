"""Adds real-world metrics to the manifest and the card.

Training measures rasters. Users have photographs, which are preprocessed first. So these metrics
come from the package itself, from its reports of `mnist-predict evaluate FOLDER --json`. The code
of a version changes between two releases, so the commit is recorded as well: evaluate with a build
of the checkout as it is.

    python3 -m training.report.real_world "phone photographs=phone.json" "drawings=drawn.json"
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from ..errors import TrainingError
from ..files import to_json, write_atomically
from ..paths import MODEL, REPOSITORY
from . import card as model_card
from . import plots

REPORT_SCHEMA = 2
PLOT = {"file": "sets.svg", "title": "Accuracy by set, with 95 % intervals"}


def summarize(name: str, report: dict, manifest: dict) -> dict:
    """Returns the manifest's entry for one evaluated folder.

    Raises:
        TrainingError: the report has another schema, or is about another model.
    """
    if report.get("schema") != REPORT_SCHEMA:
        raise TrainingError(
            f"Expected a report of `mnist-predict evaluate --json`, schema {REPORT_SCHEMA}, for "
            f"{name} but its schema is {report.get('schema')}. Evaluate again."
        )
    if report["model"]["sha256"] != manifest["sha256"]:
        raise TrainingError(
            f"Expected a report about the model {manifest['sha256'][:12]} for {name} "
            f"but it is about {report['model']['sha256'][:12]}. Evaluate again."
        )
    accuracy, at95 = report["accuracy"], report["at95"]
    entry = {
        "set": name,
        "n": accuracy["n"],
        "accuracy": round(accuracy["share"], 6),
        "correct": accuracy["count"],
        "interval": [round(bound, 5) for bound in accuracy["interval"]],
        "ece": round(report["calibrationError"], 5),
        "trueAccepts": round(report["trueAccepts"]["share"], 5),
    }
    if report["falseAccepts"]:
        entry["negatives"] = report["falseAccepts"]["n"]
        entry["falseAccepts"] = round(report["falseAccepts"]["share"], 5)
        entry["falseAccepts95"] = round(at95["falseAccepts"]["share"], 5) if at95 else None
    return entry


def commit_of(repository: Path) -> str:
    """Returns the commit of the code that read the pictures.

    Raises:
        TrainingError: src/ has changes that no commit has, or there is no git.
    """
    git = ["git", "-C", str(repository)]
    try:
        changes = subprocess.check_output([*git, "status", "--porcelain", "--", "src"], text=True)
        head = subprocess.check_output([*git, "rev-parse", "HEAD"], text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise TrainingError(f"Expected a git checkout at {repository} but git failed.") from error
    if changes:
        raise TrainingError(
            "Expected src/ as committed but it has changes. Commit, evaluate again."
        )
    return head.strip()


def with_reports(manifest: dict, reports: dict[str, dict], commit: str) -> dict:
    """Returns the manifest with these reports instead of earlier ones.

    Raises:
        TrainingError: the reports come from different versions of the package.
    """
    sets = [summarize(name, report, manifest) for name, report in reports.items()]
    packages = sorted({report["package"] for report in reports.values()})
    if len(packages) != 1:
        raise TrainingError(
            f"Expected reports of one version of the package but received {packages}. "
            "Evaluate again."
        )
    card = manifest["card"]
    other_plots = [plot for plot in card["plots"] if plot["file"] != PLOT["file"]]
    real_world = {"package": packages[0], "commit": commit, "sets": sets}
    changes = {"realWorld": real_world, "plots": [*other_plots, PLOT]}
    return {**manifest, "card": {**card, **changes}}


def main(arguments: list[str] | None = None) -> int:
    """Reads the reports and rewrites manifest, plot and card; returns the exit code."""
    parser = argparse.ArgumentParser("python3 -m training.report.real_world", description=__doc__)
    parser.add_argument("reports", nargs="+", metavar="NAME=REPORT.json")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the manifest")
    options = parser.parse_args(arguments)
    path = options.model / "manifest.json"
    try:
        files = dict(argument.split("=", 1) for argument in options.reports)
    except ValueError:
        parser.error(f"expected NAME=REPORT.json but received {' '.join(options.reports)}")
    try:
        reports = {name: json.loads(Path(file).read_text()) for name, file in files.items()}
        manifest = with_reports(json.loads(path.read_text()), reports, commit_of(REPOSITORY))
    except (TrainingError, OSError, json.JSONDecodeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    measured = manifest["card"]["metrics"] + manifest["card"]["realWorld"]["sets"]
    plot = plots.accuracy_by_set(measured)
    write_atomically(options.model / PLOT["file"], plot)
    write_atomically(path, to_json(manifest))
    write_atomically(options.model / "README.md", model_card.render(manifest).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
