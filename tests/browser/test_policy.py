"""What pages forbid their own browser: every page says it, and what is put into one all the same does not run.

Every other test that opens a page sees to the rest: a browser that has to refuse anything of ours complains, and fails it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from visits import Visits, disk_address

POLICY = '<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '

SMUGGLED = """() => {
  window.ran = [];
  document.addEventListener("securitypolicyviolation", (event) => (window.refused ??= []).push(event.effectiveDirective));
  const main = document.querySelector("main");
  main.insertAdjacentHTML("beforeend", `<img src="data:," onerror="ran.push('handler')"><p style="color: red">x</p>
    <a id="smuggled" href="javascript:ran.push('address')">x</a><base href="https://example.org/">
    <iframe srcdoc="<script>parent.ran.push('frame')</scr` + `ipt>"></iframe>`);
  main.appendChild(document.createElement("script")).text = "ran.push('script')";
  document.getElementById("smuggled").click();
}"""


def test_every_page_forbids_first(built_site: Path) -> None:
    pages = sorted(built_site.rglob("*.html"))
    assert len(pages) > 20
    assert [page.name for page in pages if POLICY not in page.read_text("utf-8")] == []


def test_no_page_has_what_it_forbids(built_site: Path) -> None:
    for page in built_site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"<[a-z][^>]*\s(?:on[a-z]+|style)\s*=", text), page.name
        assert re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", text) in ([], [' type="application/ld+json"']), page.name


@pytest.mark.parametrize("where", ["served", "disk"])
def test_what_is_smuggled_into_a_page_does_not_run(
    chromium: Browser, site_address: str, built_site: Path, where: str
) -> None:
    visits = Visits(chromium, site_address if where == "served" else disk_address(built_site))
    page = visits.open("papers/1908.09203.html")
    page.evaluate(SMUGGLED)
    page.wait_for_timeout(300)
    refused = set(page.evaluate("window.refused"))
    ran, base = page.evaluate("window.ran"), page.evaluate("document.baseURI")
    visits.close()
    assert ran == []
    assert not base.startswith("https://example.org")
    assert {"script-src-attr", "script-src-elem", "style-src-attr", "base-uri"} <= refused
