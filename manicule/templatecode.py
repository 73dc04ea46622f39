"""Jinja's templates as Python that does less: what is known of our templates and views need not be asked again on each page.

The environment of such templates goes out; render.py fills it, and knows when a page has to be made by Jinja's own
code. It must not know pages, nor where templates are from.

Why our own code for it: half of all pages' making was Jinja looking for an attribute as an item, asking whether a macro wants
a context, and making a Markup of each piece. What templates may say is not touched: where what is assumed here does not
hold, an `AttributeError` is raised, and `render_page` takes the environment without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from keyword import iskeyword
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef, optimizeconst
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, new_context
from jinja2.utils import missing
from markupsafe import Markup, escape

from .safehtml import Html


def say(value: object) -> str:
    """What Jinja's `escape` says: the text of a page is put together at once, so that not every piece of it has to be made a
    Markup."""
    kind = type(value)
    if kind is str:
        return value if _SPECIAL.search(value) is None else escape(value)  # type: ignore[call-overload,return-value]
    if kind is Html or kind is Markup:
        return value  # type: ignore[return-value]
    return str(value) if kind is int else escape(value)


_SPECIAL = re.compile("[&<>'\"]")


class PlainMacro:
    """A macro that takes what its parameters say and nothing more: not the words between `call` and `endcall`, nor any
    number of arguments."""

    __slots__ = ("_make", "name", "parameters")

    def __init__(self, make: Callable[..., str], name: str, parameters: tuple[str, ...]) -> None:
        self._make = make
        self.name = name
        self.parameters = parameters

    def __call__(self, *given: object, **named: object) -> Html:
        if named or len(given) != len(self.parameters):
            given = (*given, *[named.pop(name, missing) for name in self.parameters[len(given) :]])
            if named:
                raise TypeError(f"macro {self.name!r} takes no keyword argument {next(iter(named))!r}")
        return _NEW(Html, self._make(*given))


_NEW: Callable[[type[Html], str], Html] = str.__new__


class _Generator(CodeGenerator):
    """Attributes are attributes, calls are calls, and what is printed goes through `say`. (Jinja's own native types change
    how templates print in the same way.)"""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 (Jinja's)
        self.writeline(f"from {__name__} import PlainMacro, say")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("say(")

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        if iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    @optimizeconst
    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """No function that templates can call wants to know their context."""
        named = any(iskeyword(one.key) for one in node.kwargs)
        if forward_caller or named or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        special = macro_ref.accesses_caller or macro_ref.accesses_kwargs or macro_ref.accesses_varargs
        if special or not isinstance(macro_ref.node, nodes.Macro):
            super().macro_def(macro_ref, frame)
            return
        parameters = tuple(argument.name for argument in macro_ref.node.args)
        self.write(f"PlainMacro(macro, {macro_ref.node.name!r}, {parameters!r})")


class _Template(jinja2.Template):
    """All templates have the same globals."""

    def new_context(
        self, given: dict[str, Any] | None = None, shared: bool = False, inner: Mapping[str, Any] | None = None
    ) -> Context:
        known = (given or {}) if shared else {**self.environment.globals, **(given or {})}
        return new_context(self.environment, self.name, self.blocks, known, True, None, inner)

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        return super()._get_default_module()


class QuickEnvironment(jinja2.Environment):
    code_generator_class = _Generator
    template_class = _Template

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._loaded: dict[str, jinja2.Template] = {}

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> jinja2.Template:  # noqa: A002 (Jinja's word)
        """Without asking each time whether the text is what it was."""
        known = self._loaded.get(name)
        if known is None:
            known = self._loaded[name] = super().get_template(name, parent, globals)
        return known
