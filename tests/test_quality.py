"""`make quality`, as far as it needs neither Java nor Node: what it makes of their reports, and what it says without them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from check_quality import lighthouse_result, show
from lighthouse import CATEGORIES, Scores, read_report
from node_tools import JAVA, Missing, find_lighthouse, find_nu, read_version
from nu_checker import read_report as read_mistakes


def test_versions_are_read_as_they_are_told() -> None:
    assert read_version('openjdk version "17.0.15" 2025-04-15') == 17
    assert read_version('java version "1.8.0_401"') == 8 < JAVA
    assert read_version("v20.20.2\n") == 20
    assert read_version("") == 0


@pytest.mark.parametrize(("find", "name"), [(find_nu, "Java"), (find_lighthouse, "Node")])
def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, find: Any, name: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    found = find()
    assert isinstance(found, Missing)
    assert name in found.text and "apt-get install" in found.text


def test_errors_and_warnings_of_the_nu_checker_count_and_its_remarks_do_not(tmp_path: Path) -> None:
    messages = [
        {"type": "error", "url": f"file:{tmp_path}/a.html", "lastLine": 3, "message": "Bad."},
        {
            "type": "info",
            "subType": "warning",
            "url": f"{tmp_path.as_uri()}/t/b.html",
            "lastLine": 1,
            "message": "Odd.",
        },
        {"type": "info", "url": f"file:{tmp_path}/a.html", "message": "Only said."},
        {
            "type": "info",
            "subType": "warning",
            "url": f"file:{tmp_path}/a.html",
            "message": "Inline script violates Content Security Policy (meta tag): blocked.",
        },
    ]
    found = read_mistakes(json.dumps({"messages": messages}), tmp_path)
    assert [str(one) for one in found] == ["a.html:3: error: Bad.", "t/b.html:1: warning: Odd."]
    with pytest.raises(RuntimeError, match="OutOfMemory"):
        read_mistakes("OutOfMemory", tmp_path)


def test_a_category_that_was_not_reckoned_is_none_at_all() -> None:
    audit = {"score": 0, "title": "Too small", "details": {"items": [{"node": {"snippet": "<a>"}}]}}
    categories = {key: {"score": 1, "auditRefs": []} for key in CATEGORIES}
    categories["seo"] = {"score": None, "auditRefs": [{"id": "size", "weight": 1}, {"id": "free", "weight": 0}]}
    report = {"lighthouseVersion": "12", "categories": categories, "audits": {"size": audit, "free": audit}}
    scores = read_report(json.dumps(report))
    assert scores.scores["SEO"] == scores.least == 0
    assert scores.lost == ("size 0: Too small; <a>",)


def test_the_middle_of_three_counts() -> None:
    def scores(performance: int) -> Scores:
        return Scores("12", dict.fromkeys(CATEGORIES.values(), 100) | {"performance": performance}, ("slow",))

    good = lighthouse_result("home", "mobile", [scores(70), scores(99), scores(98)])
    bad = lighthouse_result("home", "mobile", [scores(70), scores(99), scores(97)])
    assert (good.good, good.why) == (True, ())
    assert (bad.good, bad.why) == (False, ("slow",))
    told = show([good, bad]).splitlines()
    assert told[0].endswith("ok") and "performance 98" in told[0]
    assert told[1].endswith("BELOW THE BAR") and told[2] == "    slow"
