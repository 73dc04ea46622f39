"""Templates as quicker Python: the same text as Jinja's own code makes of them, whatever a template says."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError

from manicule import gates, render
from manicule.order import Order
from manicule.pages.parts import Page, SiteFacts
from manicule.pipeline import build
from manicule.problems import Problem
from manicule.render import load_templates, render_page
from manicule.safehtml import Html

SAMPLE = Path(__file__).parent / "sample"


BODY = Html("<i>set</i>")


@dataclass(frozen=True)
class View:
    title: str = "a < b"
    body: Html = BODY
    items: tuple[str, ...] = ("one", "t&o", "three")
    count: int = 3
    none: None = None


TEMPLATES = {
    "escaped": "{{ page.title }} {{ page.body }} {{ page.count }} {{ page.none }} {{ page.count + 0.5 }}",
    "loop": "{% for one in page.items %}{{ loop.index }}/{{ loop.length }} {{ one }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "positional": "{% macro m(a, b='<d>', c=3) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(page.title) }}{{ m(1, 2) }}{{ m(1, 2, 3) }}",
    "named": "{% macro m(a, b=2, c=3) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1, c=page.title) }}{{ m(c=1, a=page.body) }}",
    "macro as text": "{% macro m(a) %}<b>{{ a }}</b>{% endmacro %}{{ m('<') ~ '<' }}{{ m('<') | upper }}{{ m('<') is escaped }}",
    "caller": "{% macro m(a) %}[{{ a }}{{ caller() }}]{% endmacro %}{% call m(1) %}{{ page.title }}{% endcall %}",
    "any number": "{% macro m(a) %}{{ a }}{{ varargs | join }}{{ kwargs.b }}{% endmacro %}{{ m(1, 2, 3, b=page.title) }}",
    "spread": "{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(*page.items[:2]) }}{{ m(**{'a': 1, 'b': 2}) }}",
    "recursive": "{% for x in [[1, [2]], [3]] recursive %}({{ x if x is number else loop(x) }}){% endfor %}",
    "items of a mapping": "{% set d = {'a': page.title, 'class': 2} %}{{ d.a }}{{ d.class }}{{ d['a'] }}{{ d.keys() | list }}",
    "what is not there": "{{ page.nothing is defined }}{{ page.nothing | default('no') }}{{ page.title is defined }}",
    "methods": "{{ page.title.upper() }}{{ page.title.replace('a', '<') }}{{ '%s' | format(page.title) }}",
    "namespace": "{% set n = namespace(k=0) %}{% for _ in page.items %}{% set n.k = n.k + 1 %}{% endfor %}{{ n.k }}",
    "translated": "{% trans %}Why{% endtrans %}{% trans title=page.title %}100 %% of {{ title }}{% endtrans %}{{ _('A') }}",
    "counted": "{% trans num=page.count %}{{ num }} note{% pluralize %}{{ num }} notes{% endtrans %}{{ ngettext('%(num)s n', '%(num)s ns', 1) }}",
    "included": "{% include 'escaped' %}{% set own = 1 %}{% include ['absent', 'own'] %}",
    "own": "{{ own }}{{ page.title }}",
    "base": "<{% block a %}base {{ page.title }}{% endblock %}|{% block b %}{% endblock %}>",
    "extended": "{% extends 'base' %}{% block a %}{{ super() }} own{% endblock %}{% block b %}{{ self.a() }}{% endblock %}",
    "imported": "{% import 'macros' as m %}{% from 'macros' import twice with context %}{{ m.once(page.title) }}{{ twice(2) }}",
    "macros": "{% macro once(a) %}{{ a }}{{ site is defined }}{% endmacro %}{% macro twice(a) %}{{ once(a) }}{{ once(a) }}{% endmacro %}",
    "filtered": "{% filter upper %}{{ page.title }}{% endfilter %}{{ page.items | map('upper') | join(page.body) }}",
    "unescaped": "{% autoescape false %}{{ page.title }}{% endautoescape %}{{ page.title | safe }}{{ page.title | e }}",
    "set block": "{% set words %}<p>{{ page.title }}{% endset %}{{ words }}",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - {"own", "base", "macros"}))
def test_the_same_text_as_by_jinja(name: str) -> None:
    templates, problems = load_templates(TEMPLATES)
    assert not problems
    site: Any = object()
    made = render_page(templates, Page("x.html", name, View()), View(), site)
    assert isinstance(made, bytes)
    plain = Environment(
        loader=templates.plain.loader, extensions=["jinja2.ext.i18n"], autoescape=True, undefined=StrictUndefined
    )
    plain.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    assert made.decode() == plain.get_template(name).render(page=View(), site=site)


@pytest.mark.parametrize(
    "wrong", ["{{ page.nothing }}", "{{ nobody.title }}", "{{ page.none.title }}", "{{ page.title.x() }}"]
)
def test_what_is_not_there_is_told_with_its_line(wrong: str) -> None:
    templates, _ = load_templates({"x.html": f"\n\n{wrong}"})
    site: Any = object()
    told = render_page(templates, Page("x.html", "x.html", View()), View(), site)
    assert isinstance(told, Problem)
    assert told.where.line == 3


def test_a_macro_takes_what_it_names_and_nothing_more() -> None:
    for call in ("m(1, 2)", "m(b=1)"):
        templates, _ = load_templates({"x": "{% macro m(a) %}{{ a }}{% endmacro %}{{ " + call + " }}"})
        with pytest.raises(TypeError):
            templates.quick.get_template("x").render()
    templates, _ = load_templates({"x": "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}"})
    with pytest.raises(UndefinedError, match="parameter 'a' was not provided"):
        templates.quick.get_template("x").render()


def test_our_own_templates_need_no_second_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing that they ask for is not there, so that each page is made once; and by Jinja's own code it is the same."""
    pages: dict[str, bytes] = {}

    def both(templates: render.Templates, page: Page, view: object, site: SiteFacts) -> bytes | Problem:
        made = render_page(templates, page, view, site)
        if isinstance(page.maker, str):
            assert "plain" not in vars(templates)
            by_jinja = templates.plain.get_template(page.maker).render(page=view, site=site)
            assert made == by_jinja.encode()
            del vars(templates)["plain"]
            pages[page.path] = made
        return made

    monkeypatch.setattr(gates, "render_page", both)
    shutil.copytree(SAMPLE, tmp_path / "list")
    assert not build(Order(tmp_path / "list", tmp_path / "site", cache=False)).failed
    assert len(pages) > 20
