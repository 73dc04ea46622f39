"""What pages of the preview may have written, and who else may not."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from previews import SAMPLE, Preview, run_preview, wait
from scripted import Said, serve_script

from manicule.fetch import Services
from manicule.preview.writing import Desk

NOTE = {
    "do": "add-note",
    "path": "content/papers/griffin.yaml",
    "quote": "rest often",
    "kind": "question",
    "note": "Do they?",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    root = tmp_path_factory.mktemp("written") / "list"
    shutil.copytree(SAMPLE, root)
    yield from run_preview(root, root.parent / "told")


@pytest.fixture
def preview(running: Preview) -> Iterator[Preview]:
    """One for all tests, each of which begins with the list as it was."""
    yield running
    now, then = tree(running.root / "content"), tree(SAMPLE / "content")
    for name in now.keys() | then.keys():
        if name not in then:
            (running.root / "content" / name).unlink()
        elif now.get(name) != then[name]:
            (running.root / "content" / name).write_bytes(then[name])


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_note_and_back(preview: Preview) -> None:
    before = tree(preview.root / "content")
    status, told = preview.ask("entry", {"slug": "griffin"})
    assert status == 200 and told["entry"]["title"] == "Griffins at rest"
    status, answer = preview.ask("change", {**NOTE, "base": told["base"]})
    assert status == 200 and answer["ok"] and answer["written"] == ["content/papers/griffin.yaml"]
    assert (
        "- quote: rest often\n    kind: question\n    note: Do they?\n"
        in (preview.root / "content/papers/griffin.yaml").read_text()
    )
    wait(lambda: "Do they?" in preview.get("/papers/griffin.html")[1])
    _, undone = preview.ask("undo", {})
    assert undone["ok"] and undone["undo"] == answer["undo"] - 1
    assert tree(preview.root / "content") == before


def test_a_file_that_has_changed_meanwhile_is_not_overwritten(preview: Preview) -> None:
    _, told = preview.ask("entry", {"slug": "griffin"})
    preview.write("papers/griffin.yaml", "status: to-read", "status: read")
    mine = tree(preview.root / "content")
    _, answer = preview.ask("change", {**NOTE, "base": told["base"]})
    assert not answer["ok"] and answer["problems"][0]["code"] == "changed-meanwhile"
    assert tree(preview.root / "content") == mine
    _, told = preview.ask("entry", {"slug": "griffin"})
    assert preview.ask("change", {**NOTE, "base": told["base"]})[1]["ok"]
    preview.write("papers/griffin.yaml", "status: read", "status: skimmed")
    _, answer = preview.ask("undo", {})
    assert not answer["ok"] and answer["problems"][0]["code"] == "changed-meanwhile"
    assert "status: skimmed" in (preview.root / "content/papers/griffin.yaml").read_text()


def test_a_tag_that_is_new_comes_into_the_vocabulary(preview: Preview) -> None:
    _, told = preview.ask("entry", {"slug": "griffin"})
    asked = {
        "do": "set-fields",
        "path": told["path"],
        "base": told["base"],
        "values": {"tags": ["beasts", "Winged things"]},
    }
    _, answer = preview.ask("change", asked)
    assert answer["written"] == ["content/tags.yaml", "content/papers/griffin.yaml"]
    assert "winged-things:\n  label: Winged things\n" in (preview.root / "content/tags.yaml").read_text()
    wait(lambda: "Winged things" in preview.get("/papers/griffin.html")[1])
    assert preview.ask("undo", {})[1]["ok"]
    assert tree(preview.root / "content") == tree(SAMPLE / "content")


def test_papers_are_added_from_what_is_pasted(preview: Preview) -> None:
    bib = "@article{sphinx, title={Riddles of the sphinx}, author={van Beispiel, Bo}, year=2018, journal={Journal of Beasts}}"
    before = tree(preview.root / "content")
    _, answer = preview.ask("add", {"text": bib, "dry": True})
    assert answer["ok"], answer
    assert answer["papers"] == [{"slug": "sphinx", "title": "Riddles of the sphinx"}]
    assert tree(preview.root / "content") == before
    _, answer = preview.ask("add", {"text": bib})
    assert answer["ok"] and [one["slug"] for one in answer["papers"]] == ["sphinx"]
    wait(lambda: preview.get("/papers/sphinx.html")[0] == 200)
    _, answer = preview.ask("add", {"text": "nothing that anybody could read"})
    assert not answer["ok"] and answer["problems"][0]["code"] == "unknown-format"


def test_of_ids_the_services_are_asked(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "list")
    item = {
        "type": "journal-article",
        "DOI": "10.1000/sphinx",
        "title": "Riddles",
        "author": [{"literal": "The Sphinx"}],
    }
    with serve_script([("/works", Said(json.dumps(item).encode()))]) as script:
        desk = Desk(tmp_path / "list", Services(script.address, f"{script.address}/works", script.address, pause=0))
        assert desk.add({"text": "10.1000/sphinx", "dry": True})["ok"] and not script.asked
        answer = desk.add({"text": " https://doi.org/10.1000/SPHINX\n"})
        assert answer["ok"] and [one["title"] for one in answer["papers"]] == ["Riddles"]


def test_a_fix_is_written(preview: Preview) -> None:
    preview.write("papers/griffin.yaml", "title: Griffins at rest", "titel: Griffins at rest")
    problem = {
        "path": "content/papers/griffin.yaml", "line": 1, "column": 1, "width": 5, "code": "unknown-key", "fix": "title:",
        "message": "there is no field `titel` here; did you mean `title`?",
    }  # fmt: skip
    _, answer = preview.ask("mend", problem)
    assert answer["ok"]
    assert tree(preview.root / "content") == tree(SAMPLE / "content")
    assert not preview.ask("mend", problem)[1]["ok"], "there is nothing to mend any more"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X_Manicule_Token": "guessed"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://localhost:{port}"}, 403),
        ({"Host": "evil.example:{port}"}, 421),
        ({"Host": "evil.example:{port}", "Origin": "http://evil.example:{port}"}, 421),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_only_pages_of_the_preview_may_write(preview: Preview, headers: dict[str, str], status: int) -> None:
    _, told = preview.ask("entry", {"slug": "griffin"})
    sent = {name: said.format(port=preview.port) for name, said in headers.items()}
    for what, value in (("change", {**NOTE, "base": told["base"]}), ("entry", {"slug": "griffin"}), ("undo", {})):
        assert preview.ask(what, value, **sent)[0] == status
    assert tree(preview.root / "content") == tree(SAMPLE / "content")


def test_the_token_cannot_be_had_from_elsewhere(preview: Preview) -> None:
    """It stands in pages alone, which no other site can read or frame; it is another one in each run."""
    connection = HTTPConnection("127.0.0.1", preview.port, timeout=10)
    connection.request("GET", "/", headers={"Origin": "http://evil.example"})
    answer = connection.getresponse()
    assert preview.token() in answer.read().decode()
    told = {name.lower(): said for name, said in answer.getheaders()}
    assert "access-control-allow-origin" not in told
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    assert told["cross-origin-resource-policy"] == "same-origin"
    for path in ("/.manicule/preview.js", "/.manicule/writing.js", "/assets/page.js", "/list.json"):
        assert preview.token() not in preview.get(path)[1]
    connection.request("OPTIONS", "/.manicule/ask/change", headers={"Origin": "http://evil.example"})
    assert connection.getresponse().status >= 400
    connection.close()


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("change", {**NOTE, "path": "content/papers/../../griffin.yaml"}),
        ("change", {**NOTE, "path": "/etc/passwd"}),
        ("change", {**NOTE, "path": "content/sources/ledger.jsonl"}),
        ("change", {**NOTE, "path": "content\\papers\\griffin.yaml"}),
        ("change", {**NOTE, "path": ["content/papers/griffin.yaml"]}),
        ("change", {**NOTE, "do": "erase"}),
        ("change", {**NOTE, "kind": "shout"}),
        ("change", {**NOTE, "note": "x" * 200_001}),
        ("change", {**NOTE, "note": "a\0b"}),
        ("change", {**NOTE, "do": "set-fields", "values": {"draft": True}}),
        ("change", {**NOTE, "do": "set-fields", "values": {"tags": "beasts"}}),
        ("change", {**NOTE, "do": "order-steps", "order": "1"}),
        ("mend", {"path": "../x.yaml", "line": 1}),
        ("mend", {"path": "content/papers/griffin.yaml", "line": True}),
        ("entry", {"slug": "../../site"}),
        ("change", b"[]"),
        ("change", b"{"),
        ("change", b"\xff"),
        ("change", b"[" * 100_000),
    ],
)
def test_what_no_page_sends_is_refused(preview: Preview, what: str, value: Any) -> None:
    assert preview.ask(what, value)[0] == 400
    assert tree(preview.root / "content") == tree(SAMPLE / "content")


def test_too_much_is_refused(preview: Preview) -> None:
    assert preview.ask("change", b" " * 1_000_001)[0] == 413
    assert preview.ask("nothing", {})[0] == 404


def test_a_link_that_leads_out_of_the_list_is_not_followed(preview: Preview, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("title: Mine\nabstract: rest often\n")
    place = preview.root / "content/papers/link.yaml"
    try:
        place.symlink_to(outside)
    except OSError:
        pytest.skip("there are no links here")
    _, answer = preview.ask("change", {**NOTE, "path": "content/papers/link.yaml", "base": ""})
    assert not answer["ok"] and answer["problems"][0]["code"] == "leads-outside"
    assert preview.ask("entry", {"slug": "link"})[1]["ok"] is False
    assert outside.read_text() == "title: Mine\nabstract: rest often\n"


def test_the_editor_is_opened_at_the_line(tmp_path: Path) -> None:
    from manicule.preview.opening import open_editor

    shutil.copytree(SAMPLE, tmp_path / "list")
    out = tmp_path / "told.txt"
    script = tmp_path / "editor.py"
    script.write_text(f"import sys\nopen({str(out)!r}, 'w').write('|'.join(sys.argv[1:]))\n")
    command = f"python3 {script.as_posix()} {{file}}:{{line}} '$(touch x)'"
    asked = {"path": "content/papers/griffin.yaml", "line": 9, "column": 11}
    if os.name == "nt":
        pytest.skip("the command is one for a shell of Unix")
    assert open_editor(command, tmp_path / "list", asked)["ok"]
    wait(lambda: out.exists() and bool(out.read_text()))
    assert out.read_text() == f"{tmp_path}/list/content/papers/griffin.yaml:9|$(touch x)"
    assert not open_editor(command, tmp_path / "list", {"path": "../secret"})["ok"]
    assert not open_editor("no-such-editor {file}", tmp_path / "list", asked)["ok"]
