"""Lighthouse on one page: four scores, and which audits took something off.

In go an address and a browser, out come the scores. It must not know whose page it is.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
FORMS = ("mobile", "desktop")

CHROMIUM = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'"
)
"""Root cannot have the sandbox, and the only pages that are opened are our own."""

PATIENCE = 180
"""Seconds for one page."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Of 100 each, by the names of CATEGORIES; `lost` says what took something off."""

    version: str
    scores: dict[str, int]
    lost: tuple[str, ...]

    @property
    def least(self) -> int:
        return min(self.scores.values())


def measure_page(command: list[str], browser: Path, address: str, form: str, scratch: Path) -> Scores:
    """`form` is one of FORMS. What Lighthouse and the browser write goes below `scratch`. Raises RuntimeError if Lighthouse
    could not measure."""
    report = scratch / "lighthouse.json"
    report.unlink(missing_ok=True)
    whole = [*command, address, "--quiet", "--output=json", f"--output-path={report}", "--no-enable-error-reporting"]
    whole += [f"--chrome-flags={CHROMIUM}", *(["--preset=desktop"] if form == "desktop" else [])]
    environment = {**os.environ, "CHROME_PATH": str(browser), "TMPDIR": str(scratch), "XDG_CONFIG_HOME": str(scratch)}
    done = subprocess.run(whole, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    if not report.is_file():
        raise RuntimeError(f"Lighthouse did not measure {address}:\n{(done.stderr or done.stdout)[-2_000:]}")
    return read_report(report.read_text("utf-8"))


def read_report(text: str) -> Scores:
    """Lighthouse's JSON. A category that it could not reckon, as when the browser ended, counts as 0."""
    report = json.loads(text)
    scores = {name: round(100 * (report["categories"][key]["score"] or 0)) for key, name in CATEGORIES.items()}
    lost = tuple(line for key in CATEGORIES for line in _lost(report, key))
    return Scores(report["lighthouseVersion"], scores, lost)


def _lost(report: dict[str, Any], category: str) -> list[str]:
    weighed = [ref["id"] for ref in report["categories"][category]["auditRefs"] if ref["weight"]]
    audits = [(name, report["audits"][name]) for name in weighed]
    short = [(name, audit) for name, audit in audits if audit["score"] is not None and audit["score"] < 1]
    return [f"{name} {round(100 * audit['score'])}: {_said(audit)}" for name, audit in short]


def _said(audit: dict[str, Any]) -> str:
    nodes = [item.get("node", {}).get("snippet", "") for item in audit.get("details", {}).get("items", [])]
    return "; ".join([f"{audit['title']} {audit.get('displayValue', '')}".strip(), *filter(None, nodes[:3])])
