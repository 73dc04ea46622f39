"""A planned page to bytes: the Jinja environment, and what a template is made of.

Texts of templates go in once; then a page and the site's facts go in and bytes come out, or the problem with the
template's file and line. It must not know the Library, nor where pages are written.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import jinja2
from jinja2 import nodes
from jinja2.ext import InternationalizationExtension
from markupsafe import Markup, escape

from .pages.parts import Card, Link, Page, SiteFacts
from .pages.words import ENGLISH, Words
from .problems import Problem, Where, error
from .safehtml import Html
from .templatecode import QuickEnvironment, say
from .text import digest

REMEMBERED = 60_000
"""Pieces of rows that are kept while pages are rendered; then it begins anew."""


@dataclass(frozen=True)
class Templates:
    """Texts of templates by name, ready to render. `folder` is what their names stand below, for problems. `cache` may have
    some that were compiled with these `words`."""

    texts: Mapping[str, str]
    folder: str
    words: Words
    cache: jinja2.BytecodeCache | None

    @cached_property
    def quick(self) -> jinja2.Environment:
        return _fill(QuickEnvironment, self, self.cache)

    @cached_property
    def plain(self) -> jinja2.Environment:
        """As Jinja would have it: for what `quick` does not know of."""
        return _fill(jinja2.Environment, self, None)


def load_templates(
    texts: Mapping[str, str],
    folder: str = "templates",
    known: bool = False,
    cache: jinja2.BytecodeCache | None = None,
    words: Words = ENGLISH,
) -> tuple[Templates, tuple[Problem, ...]]:
    """Every template is compiled, so that a broken one is told of even if no page uses it; but for those that are
    `known` to be in order, which are compiled when a page uses them."""
    templates = Templates(texts, folder, words, cache)
    problems = []
    for name in sorted(texts) if not known else ():
        try:
            templates.quick.get_template(name)
        except jinja2.TemplateError as reason:
            problems.append(_problem(templates, name, reason))
    return templates, tuple(problems)


def _fill(
    kind: type[jinja2.Environment], templates: Templates, cache: jinja2.BytecodeCache | None
) -> jinja2.Environment:
    words = templates.words
    environment = kind(
        loader=jinja2.DictLoader(dict(templates.texts)),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=cache,
        extensions=[_Translation],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.extend(words=words)
    messages = _Messages(words)
    environment.globals.update(_=messages.gettext, gettext=messages.gettext, ngettext=messages.ngettext)
    environment.globals["pgettext"] = messages.pgettext
    environment.filters.update(links=link_all, listed=partial(_join, words.join), either=partial(_join, words.join_or))
    environment.globals["remember"] = _Memory().remember
    environment.filters.update({"at": at_root, "but": leave_out})
    return environment


def at_root(url: str, root: str) -> str:
    """Where a link leads: an address elsewhere as it is, one of the site from the page's root."""
    return url if url.startswith(("http:", "https:")) else root + url


def leave_out(links: Iterable[Link], url: str) -> list[Link]:
    """All but the one that leads there."""
    return [one for one in links if one.url != url]


def link_all(items: Iterable[Link | Card], root: str) -> list[Markup]:
    """A link to each, from a page with that root."""
    pattern = Markup('<a href="{}">{}</a>')
    return [pattern.format(at_root(one.url, root), one.text if isinstance(one, Link) else one.title) for one in items]


def _join(join: Callable[[Sequence[str]], str], parts: Iterable[str]) -> Html:
    return Html(join([escape(one) for one in parts]))


class _Messages:
    """What templates say, in HTML: values are escaped, and the form is filled in even without any, as "100 %%"."""

    def __init__(self, words: Words) -> None:
        self._said = words.said
        self._known: dict[str, Html] = {}

    def gettext(self, message: str, **values: object) -> Html:
        if values:
            return self._fill(self._said.gettext(message), values)
        known = self._known.get(message)
        if known is None:
            known = self._known[message] = self._fill(self._said.gettext(message), values)
        return known

    def ngettext(self, one: str, many: str, number: int, **values: object) -> Html:
        return self._fill(self._said.ngettext(one, many, number), {"num": number, **values})

    def pgettext(self, context: str, message: str, **values: object) -> Html:
        return self._fill(self._said.pgettext(context, message), {"context": context, **values})

    def _fill(self, text: str, values: Mapping[str, object]) -> Html:
        return Html(text % {name: say(value) for name, value in values.items()})


class _Translation(InternationalizationExtension):
    """`{% trans %}`, whose messages without values become text of the template when it is compiled: half of what pages
    say by themselves is such."""

    def __init__(self, environment: jinja2.Environment) -> None:
        super().__init__(environment)
        setattr(environment, "newstyle_gettext", True)  # noqa: B010 (calls bring their values with them)

    def _make_node(
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        plural_expr: nodes.Expr | None,
        vars_referenced: bool,
        num_called_num: bool,
    ) -> nodes.Output:
        if plural is None and context is None and not variables and not vars_referenced:
            said = self.environment.words.gettext(  # type: ignore[attr-defined]
                singular.replace("%%", "%")
            )
            return nodes.Output([nodes.TemplateData(said)])
        return super()._make_node(singular, plural, context, variables, plural_expr, vars_referenced, num_called_num)


def open_cache(mark: str) -> jinja2.BytecodeCache | None:
    """Compiled templates where Jinja keeps such: in a folder of the person's own outside every list, since they are code.
    `mark` is a digest of whatever else they depend on. None where there can be no such folder."""
    try:
        return jinja2.FileSystemBytecodeCache(pattern=f"manicule-{mark[:16]}-%s.cache")
    except (RuntimeError, OSError):
        return None


class _Memory:
    """What macros made of a part. The same part is the same object on every page, and makes the same."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], tuple[object, str]] = {}

    def remember(self, macro: Callable[..., str], part: object, *rest: object) -> str:
        key = (macro.name, id(part), *rest)  # type: ignore[attr-defined]
        known = self._made.get(key)
        if known is None:
            if len(self._made) >= REMEMBERED:
                self._made.clear()
            # The part is kept with it: an id is another object's when the first has gone.
            known = self._made[key] = part, macro(part, *rest)
        return known[1]


def closure_digest(templates: Templates, name: str) -> str:
    """The digest of a template, of the words that it is said in, and of all that it extends, includes and imports: all whose names it has in quotes, which
    may be one too many, and is found without reading it as a template."""
    seen: dict[str, str] = {}
    todo = [name]
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen[current] = templates.texts.get(current, "")
        todo += [found for found in _QUOTED.findall(seen[current]) if found in templates.texts]
    return digest(templates.words.digest, *(part for name in sorted(seen) for part in (name, seen[name])))


_QUOTED = re.compile("(?<=[\"'])[^\"'\\n]+(?=[\"'])")


def render_page(templates: Templates, page: Page, view: object, site: SiteFacts) -> bytes | Problem:
    """The file's bytes: UTF-8, `\\n` line endings. `view` is the page's, made already."""
    if not isinstance(page.maker, str):
        made = page.maker(view)
        return made if isinstance(made, bytes) else made.encode("utf-8")
    try:
        try:
            text = templates.quick.get_template(page.maker).render(page=view, site=site)
        except AttributeError:
            text = templates.plain.get_template(page.maker).render(page=view, site=site)
    except jinja2.TemplateError as reason:
        return _problem(templates, page.maker, reason, f"while making {page.path}")
    return text.encode("utf-8")


def _problem(templates: Templates, name: str, reason: jinja2.TemplateError, *detail: str) -> Problem:
    """With the line in the template: the innermost frame of the traceback that is one, for errors in rendering."""
    line = 0
    if isinstance(reason, jinja2.TemplateSyntaxError):
        name, line = reason.name or name, reason.lineno
    else:
        for frame in traceback.extract_tb(reason.__traceback__):
            if frame.filename in ("<template>", "<unknown>") or frame.filename in templates.texts:
                name = frame.filename if frame.filename in templates.texts else name
                line = frame.lineno or 0
    where = Where(f"{templates.folder}/{name}", line, 1 if line else 0)
    return error("template", reason.message or type(reason).__name__, where, *detail)
