"""TeX becomes MathML that is inert, carries its source, and does not take the process down."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manicule.mathml import GROUPS, STYLES, render_maths
from manicule.safehtml import escape


def test_a_formula_is_mathml_with_its_source() -> None:
    assert render_maths("$x^2$") == ('<math data-tex="x^2"><msup><mi>x</mi><mn>2</mn></msup></math>', "")


def test_two_dollars_are_a_line_of_its_own_but_not_in_a_title() -> None:
    """Either way a dollar on each side of `data-tex` makes it what was written."""
    assert render_maths("$$x$$")[0] == '<math data-tex="$x$" display="block"><mi>x</mi></math>'
    assert render_maths("$$x$$", inline=True)[0] == '<math data-tex="$x$"><mi>x</mi></math>'


def test_a_formula_that_fails_shows_its_source() -> None:
    assert render_maths(r"$\nope<b>$") == (
        r'<code class="tex" data-tex="\nope&lt;b&gt;">\nope&lt;b&gt;</code>',
        r'Unknown command "\nope".',
    )


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<svg/onload=alert(1)>}",
        r"\text{&lt;script&gt;}",
        r"\operatorname{<img src=x>}",
        r"\href{javascript:alert(1)}{x}",
        r"\url{https://example.org}",
        r"\color{red}x",
        r"\textcolor{red}{x}",
        r"\begin{align}a&=b\label{q}\\c&=d\end{align}\eqref{q}",
        r"\begin{array}{|l|c:r|}a&b&c\\\hline d&e&f\end{array}",
        r"\begin{cases}a&b\\c&d\end{cases}",
        r"\textbf{a}\texttt{b}\textsf{c}\fbox{d}\cancel{e}",
        r"\includegraphics{x}\require{y}\class{a}{b}\style{color:red}{x}",
        "\" onmouseover=\"alert(1)",
        "&quot; <!-- ]]> -->",
    ],
)  # fmt: skip
def test_what_comes_out_is_inert(tex: str) -> None:
    assert_inert(render_maths(f"${tex}$")[0], tex)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | st.lists(st.sampled_from([
    r"\frac", "{", "}", "x", "^", "_", "&", r"\\", r"\text{", "<a>", '"', r"\begin{array}{c}", r"\end{array}", r"\left(",
    r"\right)", r"\color{blue}", r"\label{a}", "%", "#", "$", r"\newcommand{\a}{b}", r"\a", "\x00", "é",
])).map("".join))  # fmt: skip
def test_arbitrary_tex_is_inert(tex: str) -> None:
    assert_inert(render_maths(f"${tex}$")[0], tex)


def assert_inert(made: str, tex: str) -> None:
    root = re.match(r'<(math|code class="tex")( display="block")? data-tex="([^"]*)"', made)
    assert root, made
    assert root[3] == escape(f"${tex}$"[1:-1])
    rest = made.replace(f'data-tex="{root[3]}"', "", 1)
    for _, name, attributes in re.findall(r"<(/?)([^\s/>]+)([^>]*)>", rest):
        assert name in (
            "math mrow mi mn mo mtext mspace ms msup msub msubsup munder mover munderover mmultiscripts mprescripts "
            "mfrac msqrt mroot mtable mtr mtd mstyle mpadded mphantom menclose merror b i span code"
        ), made
        for attribute, value in re.findall(r'([\w-]+)="([^"]*)"', attributes):
            assert attribute not in ("style", "id", "href", "src") and not attribute.startswith("on"), made
            assert re.fullmatch(r"[A-Za-z0-9 .%+-]*", value), made


def test_styles_become_classes() -> None:
    made = render_maths(r"$\begin{aligned}a&=b\end{aligned}$")[0]
    assert 'class="mr mpr0"' in made
    assert 'class="ml mpl0"' in made
    assert all(re.fullmatch(r"m[a-z0-9]+", name) for name in STYLES.values())
    assert not any(re.fullmatch(r"m\d+", name) for name in STYLES.values()), "m1 and so on are marks"


@pytest.mark.parametrize(
    "tex",
    [
        "(x)" * 500, "[0, 1) " * 100, r"\left\{ x \right. " * 30, r"\bigl( x \bigr) " * 30, r"\langle x, y \rangle" * 30,
        r"\lVert x \rVert_2 " * 20, r"\Biggl\{ x \Biggr\} " * 30, "f(x_{(i)}) " * 40, r"]a, b[ " * 7, r"\{ (x] \} " * 20,
    ],
)  # fmt: skip
def test_brackets_that_are_closed_are_no_hindrance(tex: str) -> None:
    assert render_maths(f"${tex}$")[1] == ""


@pytest.mark.parametrize(
    "opening",
    [
        r"(",
        r"[",
        r"\{",
        r"\lbrace",
        r"\lbrack",
        r"\langle",
        r"\lang",
        r"\lfloor",
        r"\lceil",
        r"\lvert",
        r"\lVert",
        r"\lgroup",
        r"\lmoustache",
        r"\llbracket",
        r"\ulcorner",
        r"\llcorner",
        r"\lBrace",
        r"\lparen",
        r"\lAngle",
        r"\llangle",
        r"\bigl|",
        r"\Bigl/",
        r"\biggl\uparrow",
        r"\Biggl.",
        r"\mathopen(",
        r"\lParen",
        r"\lbag",
        r"\lbrbrak",
        r"⟨",
        r"⌊",
        r"⟦",
        r"⦃",
        r"⟪",
        r"❲",
        r"⎰",
        r"⟬",
        r"⟮",
        r"⦇",
        r"⦉",
        r"⌈",
        r"⌜",
        r"⌞",
        r"\bigl\vert",
    ],
)
def test_each_bracket_left_open_is_counted(opening: str) -> None:
    """With each of them the time doubles: thirty would take half a minute."""
    render_maths(f"${f'{opening} ' * 30}$")


@pytest.mark.parametrize("tex", [r"\alpha\beta\leq" * 100, r"\%" * 300, "x_1 + y^2 " * 200])
def test_a_long_formula_that_is_not_deep_is_set(tex: str) -> None:
    assert render_maths(f"${tex}$")[1] == ""


DEEP = [
    "{" * 9999, r"\frac" * 9999, r"\sqrt{" * 9999, r"\left(" * 9999, "x^{" * 9999, r"\text{" * 9999, r"\begin{matrix}" * 999,
    r"\frac+" * 700, r"\mathbf{" * GROUPS, r"\renewcommand{\alpha}{\frac}" + r"\alpha" * 600, "x^" * 2000, "x'" * 2000,
    r"\newcommand{\a}{\a\a}\a", r"\newcommand{\a}{(((}" + r"\a" * 20, r"\def\a{\a\a}\a", r"\newcommand{\a}[1]{#1#1#1}\a{\a{\a{\a{\a{\a{\a{\a{x}}}}}}}}",
    "(" * 3999, "[" * 3999, r"\{" * 1900, "{(}" * 100, r"(\frac{)}{x}" * 70, r"\langle " * 140, r"\bigl| " * 140, "x(" * 1900,
    r"\lVert " * 140, r"\mathopen(" * 140, "⟦" * 3000, r"\ulcorner " * 140, "&" * 3000, r"\\" * 2000, r"\not" * 1300, r"\middle|" * 500, r"\color{red}" * 500, "[" * 3999,
]  # fmt: skip


def test_a_deep_formula_does_not_take_the_process_down() -> None:
    """In a process of its own, on a stack as small as the smallest that a thread has (macOS: 512 KiB)."""
    code = (
        "import threading\n"
        "from manicule.mathml import render_maths\n"
        f"def run():\n    for tex in {DEEP!r}:\n        for end in ('', 'x', '}}' * tex.count('{{')):\n"
        "            render_maths('$' + tex + end + '$')\n    print('whole')\n"
        "threading.stack_size(512 * 1024)\nthread = threading.Thread(target=run)\nthread.start()\nthread.join()\n"
    )
    done = subprocess.run(
        [sys.executable, "-"], input=code, encoding="utf-8", capture_output=True, timeout=60, check=False
    )
    assert (done.stdout, done.returncode) == ("whole\n", 0), done.stderr[-2000:]


def test_no_formula_takes_long() -> None:
    for tex in [*DEEP, "x" * 1_000_000, r"\alpha " * 500, r"\text{" + "a" * 3900 + "}", r"a\\" * 1300]:
        render_maths(f"${tex}$")
