"""Adds real-world metrics to the manifest and the card.

Training measures rasters. Users have photographs, which are preprocessed first. So these metrics
come from the package itself, from its reports of `mnist-predict evaluate FOLDER --json`. The code
of a version changes between two releases, so the commit is recorded as well: evaluate with a build
of the checkout as it is.

    python3 -m training.report.real_world "phone photographs=phone.json" "drawings=drawn.json" \
        --harder "tight crops=tight-crops.json"

Sets of `training.report.challenge_sets` are `--harder`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from ..errors import TrainingError
from ..files import to_json, write_atomically
from ..paths import MODEL, REPOSITORY
from . import card as model_card
from . import plots

REPORT_SCHEMA = 2
LEAST_PLOTTED = 0.9
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
    accepted = report["acceptedAccuracy"]
    wrong = accepted["n"] - accepted["count"] if accepted else 0
    entry = {
        "set": name,
        "n": accuracy["n"],
        "accuracy": round(accuracy["share"], 6),
        "correct": accuracy["count"],
        "interval": [round(bound, 5) for bound in accuracy["interval"]],
        "ece": round(report["calibrationError"], 5),
        "trueAccepts": round(report["trueAccepts"]["share"], 5),
        "wrongAccepts": round(wrong / accuracy["n"], 5),
    }
    if report["falseAccepts"]:
        entry["negatives"] = report["falseAccepts"]["n"]
        entry["falseAccepts"] = round(report["falseAccepts"]["share"], 5)
        entry["falseAccepts95"] = round(at95["falseAccepts"]["share"], 5) if at95 else None
    return entry


def negatives_of(reports: Iterable[dict]) -> list[dict]:
    """Returns how many pictures of each folder that is not a digit were accepted."""
    return [
        {
            "kind": each["folder"].replace("-", " "),
            "n": each["falseAccepts"]["n"],
            "accepted": each["falseAccepts"]["count"],
        }
        for report in reports
        for each in report["negatives"]
    ]


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


def with_reports(
    manifest: dict, reports: dict[str, dict], harder: dict[str, dict], commit: str
) -> dict:
    """Returns the manifest with these reports instead of earlier ones.

    Args:
        reports: of real pictures, by the name of the set.
        harder: of pictures that `challenge_sets` drew.

    Raises:
        TrainingError: the reports come from different versions of the package.
    """
    sets = [summarize(name, report, manifest) for name, report in reports.items()]
    packages = sorted({report["package"] for report in [*reports.values(), *harder.values()]})
    if len(packages) != 1:
        raise TrainingError(
            f"Expected reports of one version of the package but received {packages}. "
            "Evaluate again."
        )
    card = manifest["card"]
    other_plots = [plot for plot in card["plots"] if plot["file"] != PLOT["file"]]
    real_world = {"package": packages[0], "commit": commit, "sets": sets}
    if harder:
        drawn = [summarize(name, report, manifest) for name, report in harder.items()]
        real_world["harder"] = {"sets": drawn, "negatives": negatives_of(harder.values())}
    changes = {"realWorld": real_world, "plots": [*other_plots, PLOT]}
    return {**manifest, "card": {**card, **changes}}


def read_reports(arguments: list[str]) -> dict[str, dict]:
    """Reads the reports of arguments of the form `NAME=REPORT.json`."""
    files = (argument.split("=", 1) for argument in arguments)
    return {name: json.loads(Path(file).read_text()) for name, file in files}


def main(arguments: list[str] | None = None) -> int:
    """Reads the reports and rewrites manifest, plot and card; returns the exit code."""
    parser = argparse.ArgumentParser("python3 -m training.report.real_world", description=__doc__)
    parser.add_argument("reports", nargs="+", metavar="NAME=REPORT.json")
    parser.add_argument("--harder", action="append", default=[], metavar="NAME=REPORT.json")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the manifest")
    options = parser.parse_args(arguments)
    path = options.model / "manifest.json"
    for argument in [*options.reports, *options.harder]:
        if "=" not in argument:
            parser.error(f"expected NAME=REPORT.json but received {argument}")
    try:
        manifest = with_reports(
            json.loads(path.read_text()),
            read_reports(options.reports),
            read_reports(options.harder),
            commit_of(REPOSITORY),
        )
    except (TrainingError, OSError, json.JSONDecodeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    real_world = manifest["card"]["realWorld"]
    harder = real_world.get("harder", {"sets": []})["sets"]
    # Sets that are not upright, and so are read to reject them, would leave no room for the others.
    upright = [entry for entry in harder if entry["accuracy"] > LEAST_PLOTTED]
    measured = manifest["card"]["metrics"] + real_world["sets"] + upright
    plot = plots.accuracy_by_set(measured)
    write_atomically(options.model / PLOT["file"], plot)
    write_atomically(path, to_json(manifest))
    write_atomically(options.model / "README.md", model_card.render(manifest).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
