"""Markdown becomes HTML that says the same, and that nobody can do harm with."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judges import Nested

from manicule.markup import ROOT, Html, Link, Remark, render_markdown
from manicule.mentions import Mention, find_mentions


def resolve(kind: str, key: str) -> Link | None:
    """Everything but what is called `nope` is there."""
    return None if "nope" in key or not key else Link(f"{kind}s/{key}.html", f"The <title> of {key}")


def rendered(text: str, ids: str = "") -> str:
    return str(render_markdown(text, resolve, ids)[0]).replace(ROOT, "^")


def remarked(text: str) -> list[tuple[str, str]]:
    """(code, the words it is about)."""
    return [
        (remark.code, text[remark.offset : remark.offset + remark.width] if remark.offset >= 0 else "")
        for remark in render_markdown(text, resolve)[1]
    ]


# What is written.


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A *b* **c** `d`", "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("[a](paper:x) [b](tag:y)", '<p><a href="^papers/x.html">a</a> <a href="^tags/y.html">b</a></p>'),
        ("[[x]]", '<p><a href="^papers/x.html">The &lt;title&gt; of x</a></p>'),
        ("[[tag:y z]]", '<p><a href="^tags/y z.html">The &lt;title&gt; of y z</a></p>'),
        ("[*a*](paper:1802.07228)", '<p><a href="^papers/1802.07228.html"><em>a</em></a></p>'),
        ("[a][r]\n\n[r]: paper:x", '<p><a href="^papers/x.html">a</a></p>'),
        ("`[[x]]` \\[[x]]", "<p><code>[[x]]</code> [[x]]</p>"),
        ("[a](https://e.example/?b&c)", '<p><a href="https://e.example/?b&amp;c">a</a></p>'),
        ("[a](files/a.pdf \"t\")", '<p><a href="^files/a.pdf" title="t">a</a></p>'),
        ("[a](#notes)", '<p><a href="#notes">a</a></p>'),
        ("# A\n\n### B", "<h3>A</h3>\n<h4>B</h4>"),
        ("## A\n\n# B", "<h4>A</h4>\n<h3>B</h3>"),
        ("![a](files/b.png)", '<p><img alt="a" src="^files/b.png"></p>'),
        ("H<sub>2</sub>O <kbd>x</kbd>", "<p>H<sub>2</sub>O <kbd>x</kbd></p>"),
        ("<abbr title=\"b\">a</abbr>", '<p><abbr title="b">a</abbr></p>'),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("\"quotes\" -- stay", "<p>\"quotes\" -- stay</p>"),
        ("a\x00\x02\x10b", "<p>ab</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_written_is_what_is_shown(text: str, html: str) -> None:
    assert rendered(text) == html
    assert remarked(text) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("$x*y*z_1$", '<math data-tex="x*y*z_1">'),
        ("$$x$$", '<math data-tex="$x$" display="block">'),
        ("a\n$$\nx\n$$\nb", '<math data-tex="$\nx\n$" display="block">'),
        (r"\\$x$", '<math data-tex="x">'),
        ("| a |\n|---|\n| $x$ |", '<td><math data-tex="x">'),
        ("*a $x$*", '<em>a <math data-tex="x">'),
        ("[$x$](paper:a)", '<a href="^papers/a.html"><math data-tex="x">'),
    ],
)
def test_maths_is_set(text: str, html: str) -> None:
    assert html in rendered(text)


@pytest.mark.parametrize(
    "text", ["$5 and $10", r"\$x\$", "`$x$`", "    $x$", "```\n$x$\n```", "$ x$", "$x$2", "$a\n\nb$"]
)
def test_money_and_code_are_no_maths(text: str) -> None:
    assert "<math" not in rendered(text)
    assert "\\" not in rendered(text)


def test_maths_in_an_attribute_stays_as_it_was_written() -> None:
    """Else a formula's source could close the attribute."""
    evil = '[a](paper:x "$onmouseover=alert(1) $y$ $x=1$")'
    assert rendered(evil) == '<p><a href="^papers/x.html" title="$onmouseover=alert(1) $y$ $x=1$">a</a></p>'
    assert rendered('<abbr title="$x$">a</abbr> ![$x$](a.png)') == (
        '<p><abbr title="$x$">a</abbr> <img alt="$x$" src="^a.png"></p>'
    )
    assert_inert(render_markdown('<abbr title="$x onload=alert(1) y$">a</abbr>', resolve)[0])


def test_alignment_is_a_class() -> None:
    html = rendered("| a | b | c |\n|--:|:-:|---|\n| 1 | 2 | 3 |")
    assert '<td class="ta-right">1</td>\n<td class="ta-center">2</td>\n<td>3</td>' in html


def test_footnotes_have_ids_of_their_own() -> None:
    text = "A[^1] and[^my note], again[^1].\n\n[^1]: One.\n[^my note]: Two [[x]]."
    html = rendered(text, "notes")
    ids = re.findall(r' id="([^"]*)"', html)
    assert ids == ["notes-fnref-1", "notes-fnref-my.20.note", "notes-fnref2-1", "notes-fn-1", "notes-fn-my.20.note"]
    aims = re.findall(r' href="#([^"]*)"', html)
    assert set(aims) == set(ids)
    assert 'id="fn-1"' in rendered(text)
    assert remarked(text) == []


def test_links_lead_from_wherever_the_text_stands() -> None:
    html = render_markdown("[[x]] and \\x02", resolve)[0]
    assert isinstance(html, Html)
    assert 'href="papers/x.html"' in html.at("")
    assert 'href="../papers/x.html"' in html.at("../")
    assert 'href="https://e.example/a/papers/x.html"' in html.at("https://e.example/a/")
    assert ROOT not in html.at("../")


def test_one_text_leaves_nothing_behind_for_the_next() -> None:
    first = "A[^1] $x$ [r] [[x]]\n\n[^1]: One.\n\n[r]: paper:y"
    others = [
        "B[^1] [r]",
        "- a\n\n    > b",
        "> " * 5000,
        "- " * 5000,
        "<div>\n\n*a",
        "<![",
        "$\\nope$ [[nope]] <script>",
    ]
    once = render_markdown(first, resolve, "i")
    for other in others:
        render_markdown(other, resolve)
        assert render_markdown(first, resolve, "i") == once
    assert "href" not in rendered("[r] [^1]")


# What is told.


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a <script>x</script>", [("html-removed", "<script")]),
        ('<b onclick="x">a</b>', [("html-removed", "onclick")]),
        ('<p style="color:red">a</p>', [("html-removed", "style")]),
        ('<td class="x">', [("html-removed", "class")]),
        ("<iframe src=x></iframe> <iframe>", [("html-removed", "<iframe"), ("html-removed", "<iframe")]),
        ("[a](javascript:alert(1))", [("link-removed", "javascript:alert(1)")]),
        ("[a](../x) [b](/y)", [("link-removed", "../x"), ("link-removed", "/y")]),
        ("![a](https://e.example/a.png)", [("image-remote", "https://e.example/a.png")]),
        ("![a](data:image/png;base64,x)", [("image-remote", "data:image/png;base64,x")]),
        ("a $x$ $\\nope$", [("maths", "$\\nope$")]),
        ("$\\nope$ $\\nope$", [("maths", "$\\nope$"), ("maths", "$\\nope$")]),
        ("[[a]] [[nope]] [b](tag:nope)", [("link-unknown", "[[nope]]"), ("link-unknown", "tag:nope")]),
        ("<!-- c -->", [("html-removed", "<!--")]),
    ],
)
def test_what_is_taken_away_is_told(text: str, told: list[tuple[str, str]]) -> None:
    assert remarked(text) == told


def test_levels_and_places() -> None:
    _, remarks = render_markdown("[[nope]] $\\nope$", resolve)
    assert remarks == (
        Remark("warning", "maths", 'this formula is not set: Unknown command "\\nope".', 9, 7),
        Remark("error", "link-unknown", "there is no entry `nope`", 0, 8),
    )
    _, remarks = render_markdown("two\n\n$\\nope$ $\\nope$", resolve)
    assert [remark.offset for remark in remarks] == [5, 13]


def test_a_link_that_leads_nowhere_is_its_words() -> None:
    assert rendered("[a *b*](paper:nope) [[nope]] [c](javascript:x)") == "<p>a <em>b</em> nope c</p>"


def test_a_picture_from_elsewhere_is_a_link_to_it() -> None:
    assert rendered("![a](https://e.example/a.png)") == '<p><a href="https://e.example/a.png">a</a></p>'
    assert rendered("[![a](https://e.example/a.png)](paper:x)") == '<p><a href="^papers/x.html">a</a></p>'
    assert rendered("![a](data:x) <img src='//e.example/a'>") == "<p>a </p>"


def test_tags_that_go_leave_html_that_nests() -> None:
    assert rendered("<p>a<object><p>b</p></object></p>") == "<p>a</p><p>b</p><p></p>"


# Hostile texts.

ALERT = "alert(1)"
HOSTILE = [
    f"<script>{ALERT}</script>", f"<SCRIPT SRC=//e.example/x></SCRIPT>{ALERT}", "<scr<script>ipt>", "<script\n>x", "<script",
    f"<svg/onload={ALERT}>", f"<svg><script>{ALERT}</script></svg>", f"<img src=x onerror={ALERT}>", f"<math><mi//xlink:href='javascript:{ALERT}'>",
    f"<a href=x onclick={ALERT}>a</a>", f"<a href='javascript:{ALERT}'>a</a>", f"<a href='JaVaScRiPt:{ALERT}'>a</a>",
    f"<a href='java&#10;script:{ALERT}'>a</a>", f"<a href='java&Tab;script:{ALERT}'>a</a>", f"<a href='&#106;avascript:{ALERT}'>a</a>",
    f"<a href='&#2;javascript:{ALERT}'>a</a>", f"<a href='&#x2;javascript:{ALERT}'>a</a>", f"<a href='&#02javascript:{ALERT}'>a</a>",
    f"<a href='&#&#2;2;javascript:{ALERT}'>a</a>", f"<a href='\x02javascript:{ALERT}'>a</a>", f"<a href='&#1;javascript:{ALERT}'>a</a>",
    f"<a href=' &#14; javascript:{ALERT}'>a</a>", f"[a](\x02javascript:{ALERT})", f"[a](&#2;javascript:{ALERT})", f"[a](java\nscript:{ALERT})",
    f"[a](JAVASCRIPT:{ALERT})", f"[a]( javascript:{ALERT})", f"[a](<javascript:{ALERT}>)", f"[a](vbscript:{ALERT})", f"[a][b]\n\n[b]: javascript:{ALERT}",
    f"<javascript:{ALERT}>", f"[a](data:text/html,<script>{ALERT}</script>)", "![a](javascript:x)", "![a](https://e.example/x.png)",
    "<img src='&#18;https://e.example/x.png'>", "<img src='&#x12;javascript:x'>", "<img src=https://e.example/x srcset=https://e.example/y>",
    "<style>*{color:red}</style>", "<p style='background:url(https://e.example)'>a</p>", "<link rel=stylesheet href=//e.example>",
    "<iframe src=//e.example></iframe>", "<iframe srcdoc='<script>x</script>'>", "<form action=//e.example><input><button>a</button></form>",
    "<object data=x></object><embed src=x>", "<base href=//e.example>", "<meta http-equiv=refresh content='0;url=//e.example'>",
    "<video src=//e.example autoplay></video><audio src=x>", "<template><script>x</script></template>", "<noscript><p title='</noscript><img src=x onerror=x>'>",
    "<textarea><script>x</script></textarea>", "<title><img src=x onerror=x></title>", "<xmp><script>x</script></xmp>", "<plaintext><script>x",
    "<p", "<b><i></b></i>", "</p></div></body></html>", "<a href='x", "<!--", "<!-- <script>x</script>", "<![CDATA[<script>x</script>]]>", "<!DOCTYPE x>",
    "<?php x ?>", "<div id=main class=masthead>a</div>", "<a name=main id=main>a</a>", "<h1>a</h1>", "<td>a", "<li id='fn:1'>", "<ul><li><table><p>",
    "&#16;0&#17; $x$", "\x100\x11 $x$", "&#x10;7&#x11;", "\x02klzzwxh:0001\x03 `a`", "klzzwxh:0001", "&#2;klzzwxh:0000&#3; `<script>x</script>`",
    f'[a](paper:x "$y" onmouseover="{ALERT}$")', f"[a](paper:x '$\" onmouseover={ALERT} x=\"$')", f"![$\" onerror={ALERT} $](a.png)", f"<abbr title='$\"><img src=x onerror={ALERT}>$'>a</abbr>",
    "$\\text{<script>x</script>}$", "$\\href{javascript:x}{y}$", "$<svg/onload=x>$", "$$\\begin{align}a\\label{main}\\end{align}$$",
    "[a](//e.example) [b](\\\\e.example) [c](/\\e.example) [d](https:e.example) [e](file:///etc/passwd)", "[a](files/../../x) [b](..\\x)",
    "[[\"><script>x</script>]] [[tag:'onclick=x]]", "[^\"><script>]\n\n[^\"><script>]: x", "[^1]: <script>x</script>\n\na[^1]",
    "```\"><script>\nx\n```", "``` {.a onclick=x}\nx\n```", "```x onclick=y\n<script>\n```", "| <script> |\n|---|\n| <b onclick=x> |",
    "<math><mtext><table><mglyph><style><img src=x onerror=x>", "<svg></p><style><a id=\"</style><img src=1 onerror=x>\">",
    "<details ontoggle=x open>a</details>", "<a href=\"https://e.example\" target=_blank ping=//e.example rel=x>a</a>", "<b\x00onclick=x>a", "<im\x00g src=x onerror=x>",
]  # fmt: skip

TAGS = {
    *["p", "br", "hr", "em", "strong", "b", "i", "u", "s", "del", "ins", "sub", "sup", "kbd", "samp", "var", "cite", "q", "small", "mark", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "h6", "dl", "dt", "dd"],
    *["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "figure", "figcaption", "details", "summary", "bdi", "wbr", "ruby", "rt", "rp", "span", "a", "abbr", "code", "dfn", "div"],
    *["img", "time", "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "msup", "msub", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "mfrac"],
    *["msqrt", "mroot", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose", "merror"],
}  # fmt: skip
ATTRIBUTES = {
    *["href", "src", "alt", "title", "class", "id", "lang", "dir", "open", "start", "reversed", "value", "colspan", "rowspan", "scope", "datetime", "width", "height"],
    *["data-tex", "display", "displaystyle", "scriptlevel", "lspace", "rspace", "stretchy", "symmetric", "fence", "separator", "largeop", "movablelimits"],
    *["accent", "accentunder", "linethickness", "minsize", "maxsize", "depth", "voffset", "notation", "form", "mathvariant", "columnspan"],
}  # fmt: skip


class Inspector(Nested):
    """Fails on any tag, attribute or address that is not harmless, and on tags that do not nest."""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, self.html
        assert len({name for name, _ in attrs}) == len(attrs), self.html
        for name, value in attrs:
            assert name in ATTRIBUTES, self.html
            if name == "href":
                assert re.match(r"(?:https?://|mailto:|#|\^[^/\\:.\s])", value or "", re.IGNORECASE), self.html
            elif name == "src":
                assert re.match(r"\^[^/\\:.\s]", value or ""), self.html
            elif name == "id":
                assert re.fullmatch(r"(?:i-)?fn(?:ref\d*)?-[\w.-]*", value or "", re.ASCII), self.html
            elif name == "class":
                assert re.fullmatch(
                    r"footnote|footnote-(?:back)?ref|ta-(?:left|right|center)|language-[\w+#.-]+|tex|(?:m[a-z0-9]+|math-core-[a-z-]+|menclose-[a-z]+)(?: \S+)*",
                    value or "",
                ), self.html

    def handle_comment(self, data: str) -> None:
        raise AssertionError(self.html)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(self.html)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(self.html)


def assert_inert(html: Html) -> None:
    Inspector(str(html).replace(f'="{ROOT}', '="^'))
    assert not re.search(r"[\x00-\x01\x03-\x08\x0b\x0e-\x1f\x7f]", html)
    assert str(html).count(ROOT) == len(re.findall(f' (?:href|src)="{ROOT}', html))
    for root in ("", "../", "https://e.example/a/"):
        assert not re.search(
            r'<[^<>]*(?:href|src)="[^"]{0,3}(?:javascript|vbscript|data):', html.at(root), re.IGNORECASE
        )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_inert(text: str) -> None:
    for around in (
        text,
        f"a {text} b",
        f"<div>{text}</div>",
        f"- {text}\n",
        f"> {text}",
        f"[{text}](paper:x)",
        f"*{text}*",
        f"{text}\n\n{text}",
    ):
        assert_inert(render_markdown(around, resolve, "i")[0])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(HOSTILE)
        | st.sampled_from([" ", "\n\n", "\n", "> ", "- ", "*", "[", "](", ")", "$", "`", "<", ">", '"', "'", "&", "#"]),
        max_size=6,
    ).map("".join)
)
def test_hostile_texts_together_are_inert(text: str) -> None:
    assert_inert(render_markdown(text, resolve, "i")[0])


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.text(alphabet="<>[]()*_`$#&;:/\\'\"!-^|=\n ax1\t{}~+.", max_size=80))
def test_arbitrary_text_is_inert(text: str) -> None:
    html, remarks = render_markdown(text, resolve, "i")
    assert_inert(html)
    assert all(-1 <= remark.offset <= len(text) for remark in remarks)
    for mention in find_mentions(text):
        assert 0 <= mention.start <= mention.end <= len(mention.sentence)


LONG = 10_000


def test_no_text_takes_long() -> None:
    """A second would be long for a note; what is quadratic takes minutes here."""
    for text in [
        *(piece * (LONG // len(piece)) for piece in (
            "[", "[a", "![", "[[a", "[a](", "[a](b", "[a](paper:", "[a][", "[^1] ", "](", "*", "*a ", "**a ", "***a ", "_a ", "*a _b **c ",
            "`", "`a ", "`a``b```c ", "<", "<a ", "<a\n", "<a href='", "<!--", "<!-- ", "<!", "<![", "<!D ", "<?", "</a ", "<x>", "<div>",
            "<div>\n\n", "<em>", "<p>\n\n", "<b><i>", "&", "&#1", "&a", ">", "> a\nb\n", "a\n=\n", "# a\n", "a\n# a\n", "***\n", "a\n***\n",
            "\n", " ", " \n", "a\n", "a  \n", "\t- a\n", "```\n", "~~~ {", "<http://a", "$", "$a ", "$$a\n", "\\", "\\[", "|", "$\\text{",
            "a|b\n", ". ", "! ", "x:paper:", "[[x]] ", "[a](paper:x) ", "[r]: paper:x\n", "<$", "[a]: ", "(", "((", "[a]((", "'\"", "~",
        )),
        "> " * 10_000 + "x", "- " * 10_000 + "x", "1. " * 10_000 + "x", "*" * 10_000 + "x" + "*" * 10_000, "[" * 10_000 + "]" * 10_000,
        "<b>" * 10_000 + "x" + "</b>" * 10_000, "<blockquote>" * 10_000, "".join(" " * (4 * depth) + "- a\n" for depth in range(120)),
        "".join(f"{'`' * n}a " for n in range(1, 240)), "".join(f"[^{n}]: x\n" for n in range(3000)), "".join(f"[{n}]: x\n" for n in range(3000)),
        "a | b\n--|--\n" + "c | d\n" * 4000, "*a **b _c __d " * 1000 + "d__ c_ b** a*" * 1000, "[" * 3000 + "x" + "](paper:x)" * 3000,
    ]:  # fmt: skip
        render_markdown(text, resolve)
        find_mentions(text)


def test_what_is_too_deep_is_shown_as_it_was_written() -> None:
    html, (remark,) = render_markdown("> " * 10_000 + "<x>", resolve)
    assert html.startswith("<pre>&gt; &gt; ")
    assert (remark.level, remark.code) == ("warning", "too-deep")


@pytest.mark.parametrize(
    "text",
    [
        "".join(" " * (4 * depth) + "- a\n" for depth in range(20)),
        "> " * 20 + "x",
        "_" * 40 + "\n\n" + "*" * 40,
        "".join(f"- [a paper](paper:p{n}) on p < {n} [sic\n" for n in range(300)),
        "".join(f"## Part {n}\n\nWords (and more [of] them, if x<y) here.\n\n" for n in range(300)),
    ],
)
def test_what_people_write_is_not_too_deep(text: str) -> None:
    assert not any(remark.code == "too-deep" for remark in render_markdown(text, resolve)[1])


# Mentions.


def mentioned(text: str) -> list[str]:
    """The sentence of each link, its words in brackets."""
    return [f"{m.sentence[: m.start]}[{m.sentence[m.start : m.end]}]{m.sentence[m.end :]}" for m in find_mentions(text)]


def test_a_mention_is_the_link_and_its_sentence() -> None:
    text = "First. *Read* it after [the *survey*](paper:1802.07228) of the year. Next."
    assert find_mentions(text) == (
        Mention(
            "paper", "1802.07228", 23, 32,
            "Read it after the survey of the year.", 14, 24,
        ),
    )  # fmt: skip


def test_bare_links_read_as_what_they_lead_to() -> None:
    names = {("paper", "x"): "C*-algebras, a_b of $x^*$", ("tag", "y"): "Why & how"}
    text = "*See* [[x]] and [[tag:y]], [[paper:z]] too."
    found = find_mentions(text, lambda kind, key: names.get((kind, key), key))
    assert {one.sentence for one in found} == {"See C*-algebras, a_b of $x^*$ and Why & how, z too."}
    assert [one.sentence[one.start : one.end] for one in found] == ["C*-algebras, a_b of $x^*$", "Why & how", "z"]


@pytest.mark.parametrize(
    "opening",
    ["<svg/onload=alert(1)>", "<math>", "<template>", "<textarea>", "<title>", "<plaintext>", "<iframe>", "<select>"],
)
def test_a_tag_that_goes_takes_no_words_with_it(opening: str) -> None:
    html, remarks = render_markdown(f"{opening} See [that](https://x.example/) *now*.", resolve)
    words = re.sub("<[^>]*>", "", html).split()[-3:]
    # What begins with a block of HTML is not Markdown up to the next blank line.
    assert words in (["See", "that", "now."], ["See", "[that](https://x.example/)", "*now*."])
    assert "html-removed" in {remark.code for remark in remarks}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[x]]", ["[x]"]),
        ("See [[x]] and [[tag:y]].", ["See [x] and y.", "See x and [y]."]),
        ("So. B, e.g. in [a](paper:x), cf. all. D", ["B, e.g. in [a], cf. all."]),
        ("By J. Doe in [a](paper:x). B", ["By J. Doe in [a]."]),
        ("One\n\nTwo [a](paper:x)\n\nThree", ["Two [a]"]),
        ("- one\n- two **[a](paper:x)** - three\n- four", ["two [a] - three"]),
        ("# Head\n> so [a](paper:x)\n\nb", ["so [a]"]),
        ("5 * 3 is $x_1 * y_2$ in [a](paper:x).", ["5 * 3 is $x_1 * y_2$ in [a]."]),
        ("Says “[a](paper:x).” Then.", ["Says “[a].”"]),
        ("Is it [a](paper:x)? Yes.", ["Is it [a]?"]),
        ("[a\nb](paper:x) c", ["[a b] c"]),
        ("[a](<paper:x>)", ["[a]"]),
        ('[a](paper:x "title")', ["[a]"]),
        ("see [a][r] or [r]\n\n[r]: paper:x", ["see [a] or [r]", "see a or [r]"]),
        ("a[^1] [b](paper:x) ![c](files/c.png) <b>d</b> \\*e &amp; f", ["a [b] c d *e & f"]),
    ],
)
def test_the_sentence_is_plain(text: str, said: list[str]) -> None:
    assert mentioned(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "`[[x]]`", "``a ` [[x]]``", "```\n[[x]]\n```", "~~~ python\n[a](paper:x)\n~~~", "    [[x]]", "a\n\n\t[[x]]\n", "\\[[x]]",
        "\\[a](paper:x)", "[a](https://paper:x)", "paper:x", "[[]]", "[a](paper:)", "[a]\n\n(paper:x)", "`a\n[[x]]`", "",
    ],
)  # fmt: skip
def test_code_and_escapes_mention_nothing(text: str) -> None:
    assert find_mentions(text) == ()
    assert "href" not in rendered(text) or "https" in text


@pytest.mark.parametrize(
    "text",
    [
        "`[[x]]` [[y]]", "` [[y]]", "`a\n\n[[y]]`", "```\n[[y]]", "- a\n\n    [[y]]", "    [[x]]\n\n[[y]]", "```\na\n```\n[[y]]",
        "a\n    [[y]]", "[^1]: a\n\n    [[y]]\n\nb[^1]", "``a` [[y]]", "~~~\n```\n~~~\n[[y]]\n```", "*[[y]]*", "## [[y]]", "|a|\n|-|\n|[[y]]|",
    ],
)  # fmt: skip
def test_what_only_looks_like_code_is_none(text: str) -> None:
    assert [mention.key for mention in find_mentions(text)] == ["y"]
    assert "^papers/y.html" in rendered(text)


def test_a_row_of_a_table_is_told_without_its_bars() -> None:
    text = "As in:\n\n| Paper | What | By |\n| --- | --- | --- |\n| [the first](paper:x), 2019 | a \\| b | *me* |\n| other | | |\n"
    (found,) = find_mentions(text)
    assert found.sentence == "the first, 2019 · a | b · me"
    assert found.sentence[found.start : found.end] == "the first"
    (last,) = find_mentions("|One. Two|[x](paper:x)|\n")
    assert last.sentence == "Two · x"


def test_long_sentences_are_cut_between_words() -> None:
    text = "word " * 300 + "[a](paper:x)" + " word" * 300
    (mention,) = find_mentions(text)
    assert mention.sentence.startswith("…word word")
    assert mention.sentence.endswith("word word…")
    assert mention.sentence[mention.start : mention.end] == "a"
    assert len(mention.sentence) < 900
