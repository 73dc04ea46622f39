"""The schemas that editors use: they take what a build takes, complete the list's own names, and agree on mistakes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from manicule.schema import read_names, renew_schemas, schema_texts, write_schemas

ROOT = Path(__file__).parents[1]
SAMPLE = Path(__file__).parent / "sample"

KINDS = {
    "papers": "entry",
    "paths": "path",
    "site.yaml": "site",
    "tags.yaml": "tags",
    "people.yaml": "people",
    "works.yaml": "works",
}


def validator(root: Path, kind: str) -> Draft7Validator:
    texts = {name: json.loads(text) for name, text in schema_texts(read_names(root)).items()}
    resources = [(f"file:///{name}", Resource.from_contents(text)) for name, text in texts.items()]
    resources += [(name, Resource.from_contents(text)) for name, text in texts.items()]
    schema = texts[f"{kind}.json"]
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema, registry=Registry().with_resources(resources))


def load(text: str) -> Any:
    """As an editor's parser types it: YAML 1.2, where a date is a string."""
    loader: Any = type("Loader", (yaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in rows if not tag.endswith("timestamp")]
        for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, Loader=loader)


@pytest.mark.parametrize("root", [ROOT, SAMPLE], ids=["shipped", "sample"])
def test_what_a_build_takes_a_schema_takes(root: Path) -> None:
    seen = 0
    for path in sorted((root / "content").rglob("*.yaml")):
        kind = KINDS.get(path.parent.name) or KINDS.get(path.name)
        if kind:
            problems = [error.message for error in validator(root, kind).iter_errors(load(path.read_text("utf-8")))]
            assert not problems, (path.name, problems)
            seen += 1
    assert seen > 5


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("entry", "title: A\nstatus: finished\n", "'finished' is not one of"),
        ("entry", "title: A\nnothing: 1\n", "'nothing' was unexpected"),
        ("entry", "why: x\n", "'title' is a required property"),
        ("entry", "title: A\nmargin: [{note: x}]\n", "'quote' is a required property"),
        ("entry", "title: A\ntags: [[a]]\n", "is not valid under any"),
        ("path", "title: A\n", "'steps' is a required property"),
        ("site", "title: A\nvocabulary: ajar\n", "'ajar' is not one of"),
    ],
)
def test_mistakes_are_told(kind: str, text: str, said: str) -> None:
    assert [error for error in validator(SAMPLE, kind).iter_errors(load(text)) if said in error.message]


def test_the_names_of_the_list_are_completed() -> None:
    definitions = json.loads(schema_texts(read_names(SAMPLE))["names.json"])["definitions"]
    offered = {kind: row["anyOf"][0] for kind, row in definitions.items()}
    assert "beasts" in offered["tag"]["enum"] and "griffin" in offered["paper"]["enum"]
    assert offered["path"]["enum"] == ["weights"] and "ab" in offered["annotator"]["enum"]
    told = dict(zip(offered["paper"]["enum"], offered["paper"]["markdownEnumDescriptions"], strict=True))
    assert told["griffin"] == "Griffins at rest"
    entry = json.loads(schema_texts()["entry.json"])["properties"]
    assert entry["tags"]["items"] == {"$ref": "names.json#/definitions/tag"}
    assert entry["relations"]["items"]["properties"]["to"]["allOf"] == [{"$ref": "names.json#/definitions/paper"}]


def test_a_name_that_is_not_known_yet_is_no_mistake() -> None:
    entry = load("title: A\ntags: [brand-new]\nrelations: [{type: cites, to: 'doi:10.1000/x'}]\n")
    assert not list(validator(SAMPLE, "entry").iter_errors(entry))


def test_they_are_renewed_where_there_are_any(tmp_path: Path) -> None:
    root = tmp_path / "list"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns(".schema"))
    renew_schemas(root)
    assert not (root / "content/.schema").exists()
    write_schemas(root)
    (root / "content/papers/sphinx.yaml").write_text("title: [broken\n")
    renew_schemas(root)
    assert '"sphinx"' in (root / "content/.schema/names.json").read_text("utf-8")
