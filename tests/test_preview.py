"""The preview, as its owner uses it: a server of its own, asked over the loopback address."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from previews import SAMPLE, Preview, run_preview, wait

from manicule.sources import package_templates


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    root = tmp_path / "list"
    shutil.copytree(SAMPLE, root)
    yield from run_preview(root, tmp_path / "told")


def test_it_shows_drafts_and_leaves_the_site_alone(preview: Preview) -> None:
    status, text = preview.get("/")
    assert status == 200
    assert "Beasts" in text
    assert "/.manicule/preview.js" in text
    assert "basilisk" in preview.get("/papers/hidden.html")[1]
    assert not (preview.root / "site").exists()
    assert (preview.root / ".cache/preview/index.html").exists()


def test_it_serves_as_hosts_do(preview: Preview) -> None:
    assert preview.get("/papers/griffin")[1] == preview.get("/papers/griffin.html")[1]
    status, text = preview.get("/nothing/here")
    assert status == 404
    assert "There is no page at this address" in text
    assert preview.get("/../content/site.yaml")[0] != 200


def test_no_other_name_is_answered(preview: Preview) -> None:
    assert preview.get("/", host="evil.example")[0] == 421
    assert preview.get("/", host=f"localhost:{preview.port}")[0] == 200


def test_a_change_is_shown_and_a_mistake_is_survived(preview: Preview) -> None:
    preview.write("papers/griffin.yaml", "It answers", "It hardly answers")
    wait(lambda: "It hardly answers" in preview.get("/papers/griffin.html")[1])

    preview.write("papers/griffin.yaml", "title: Griffins at rest", "titel: Griffins at rest")
    wait(lambda: "did you mean `title`?" in preview.told.read_text())
    assert preview.get("/papers/griffin.html")[0] == 200
    assert "It hardly answers" in preview.get("/papers/griffin.html")[1]

    preview.write("papers/griffin.yaml", "titel: Griffins at rest", "title: Griffins awake")
    wait(lambda: "Griffins awake" in preview.get("/papers/griffin.html")[1])


def test_a_template_of_ones_own_is_noticed(preview: Preview) -> None:
    (preview.root / "templates").mkdir()
    (preview.root / "templates/prose.html").write_text("<html><head></head>mine</html>")
    wait(lambda: "mine" in preview.get("/about.html")[1])


def test_a_list_that_cannot_be_built_yet(tmp_path: Path) -> None:
    root = tmp_path / "list"
    shutil.copytree(SAMPLE, root)
    good = (root / "content/site.yaml").read_text("utf-8")
    (root / "content/site.yaml").write_text(good.replace("title:", "titel:"), encoding="utf-8")
    for preview in run_preview(root, tmp_path / "told"):
        status, text = preview.get("/")
        assert (status, "Not built yet" in text) == (404, True)
        assert "/.manicule/preview.js" in text
        (root / "content/site.yaml").write_text(good, encoding="utf-8")
        wait(lambda found=preview: found.get("/")[0] == 200)  # type: ignore[misc]


def test_two_saves_soon_after_each_other_both_arrive(preview: Preview) -> None:
    preview.write("papers/griffin.yaml", "It answers", "It first answers")
    time.sleep(0.3)
    preview.write("papers/griffin.yaml", "It first answers", "It then answers")
    wait(lambda: "It then answers" in preview.get("/papers/griffin.html")[1])


def test_a_page_that_is_asked_for_while_it_changes_comes_whole(preview: Preview) -> None:
    for number in range(6):
        old, new = (f"It answers{'!' * n}" for n in (number, number + 1))
        preview.write("papers/griffin.yaml", old, new)
        wait(lambda new=new: new in preview.get("/papers/griffin.html")[1])  # type: ignore[misc]


@pytest.mark.parametrize(
    ("origin", "status"), [("http://evil.example", 403), ("null", 403), ("http://127.0.0.1:{port}", 101)]
)
def test_pages_of_other_sites_are_told_nothing(preview: Preview, origin: str, status: int) -> None:
    connection = HTTPConnection("127.0.0.1", preview.port, timeout=10)
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "x" * 22 + "==",
    }
    headers["Origin"] = origin.format(port=preview.port)
    connection.request("GET", "/.manicule/live", headers=headers)
    assert connection.getresponse().status == status
    connection.close()


def test_the_process_that_builds_is_begun_again_if_it_has_ended(preview: Preview) -> None:
    preview.end_builder()
    preview.write("papers/griffin.yaml", "It answers", "It still answers")
    wait(lambda: "It still answers" in preview.get("/papers/griffin.html")[1])


def test_nothing_of_it_is_in_a_published_site(built_site: Path) -> None:
    """Neither a word that only its own files have, nor such a file."""
    files = [path for path in built_site.rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in files:
        data = path.read_bytes()
        assert not any(word in data for word in (b"/.manicule/", b"mnc-", b"data-token", b"manicule_preview")), path
    own = {path.name for path in (package_templates() / "preview").iterdir()}
    assert own == {"preview.css", "preview.js", "writing.js"} and not own & {path.name for path in files}
