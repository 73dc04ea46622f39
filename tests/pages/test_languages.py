"""Sites in other languages than English: catalogues of messages, plurals, dates, order, and texts that run otherwise.

What is in Latin letters on the site of a Greek list (foreign_list.py), the site says by itself: if a catalogue that sets every
message in brackets leaves some of it without, that is no message.
"""

from __future__ import annotations

import html
import random
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from foreign_list import make_foreign_list, write_catalogue
from make_catalogues import LOCALES, TEMPLATE, collect, update, write
from sample_lists import make_entry, make_note, make_paper, make_tag, plan, view

from manicule.collation import OTHERWISE, initial, make_sort_key
from manicule.model import PartialDate, Site
from manicule.order import Order, Outcome
from manicule.pages import read_words
from manicule.pages.assets import translate_script
from manicule.pages.words import Words
from manicule.pipeline import build

SHIPPED = sorted(path.stem for path in LOCALES.glob("*.po"))
TEXTS = {f"locales/{path.name}": path.read_text("utf-8") for path in LOCALES.glob("*.po")}


def words_in(language: str, texts: dict[str, str] | None = None) -> Words:
    words, problems = read_words(Site("A List", language=language), TEXTS if texts is None else texts)
    assert not problems
    return words


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=None if path.suffix == ".pot" else path.stem)


# The catalogues that come with Manicule.


def test_the_template_has_every_message() -> None:
    assert write(collect(), template=True) == TEMPLATE.read_bytes(), "make catalogues"


@pytest.mark.parametrize("language", SHIPPED)
def test_catalogues_have_every_message_and_no_other(language: str) -> None:
    path = LOCALES / f"{language}.po"
    assert update(path, collect()) == path.read_bytes(), "make catalogues"
    messages = [message for message in read_catalogue(path) if message.id]
    empty = [message.id for message in messages if not all(_strings(message.string)) and message.context != "number"]
    assert not empty
    assert not [message.id for message in messages if message.fuzzy]


def _strings(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, str | None) else tuple(string)


@pytest.mark.parametrize("language", SHIPPED)
def test_catalogues_have_the_plurals_of_their_language(language: str) -> None:
    """As many forms as the CLDR has (of those for whole numbers), and each is what the CLDR's rule gives."""
    words = words_in(language)
    rule = Locale.parse(language).plural_form
    forms: dict[int, set[str]] = {}
    for number in range(1, 1_000):
        forms.setdefault(words.said.plural(number), set()).add(rule(number))  # type: ignore[attr-defined]
    assert all(len(names) == 1 for names in forms.values())
    assert len(forms) == len({rule(number) for number in range(1, 1_000)})


@pytest.mark.parametrize("language", SHIPPED)
def test_catalogues_keep_values_and_say_the_number(language: str) -> None:
    """Of a form that stands for one number alone the word may say it."""
    said = words_in(language).said
    for message in read_catalogue(LOCALES / f"{language}.po"):
        if not isinstance(message.id, tuple):
            continue
        for number in (5, 17, 100, 105):
            form = said.ngettext(message.id[0], message.id[1], number)
            wanted = set(re.findall(r"%\((\w+)\)s", message.id[1]))
            assert set(re.findall(r"%\((\w+)\)s", form)) == wanted, (message.id, number)


def test_there_are_two_more_languages_one_of_them_from_the_right() -> None:
    assert {"ar", "de"} <= set(SHIPPED)
    assert words_in("ar").rtl
    assert not words_in("de").rtl


# Numbers, dates, lists.


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("de", 1, "1 Arbeit"), ("de", 3, "3 Arbeiten"), ("de", 1250, "1.250 Arbeiten"),
    ],
)  # fmt: skip
def test_plurals(language: str, number: int, said: str) -> None:
    assert words_in(language).ngettext("%(num)s paper", "%(num)s papers", number) == said


def test_arabic_has_six_forms() -> None:
    words = words_in("ar")
    said = [words.ngettext("%(num)s paper", "%(num)s papers", number) for number in (0, 1, 2, 5, 17, 100)]
    assert len({text.replace("17", "").replace("100", "").replace("5", "") for text in said}) >= 5
    assert "5" in said[3] and "17" in said[4]


@pytest.mark.parametrize(
    ("language", "date", "said", "short"),
    [
        ("en", "2019-08-24", "24 August 2019", "24 August"),
        ("en-US", "2019-08", "August 2019", "August"),
        ("de", "2019-08-24", "24. August 2019", "24. August"),
        ("de", "2019-08", "August 2019", "August"),
        ("de", "2019", "2019", "2019"),
        ("ar", "2019-08-24", "24 أغسطس 2019", "24 أغسطس"),
        ("ar", "2019-08", "أغسطس 2019", "أغسطس"),
    ],
)
def test_dates(language: str, date: str, said: str, short: str) -> None:
    words = words_in(language)
    assert (words.day(PartialDate.parse(date)), words.day_of_year(PartialDate.parse(date))) == (said, short)


def test_lists_end_as_the_language_has_it() -> None:
    assert words_in("de").join(["A", "B", "C"]) == "A, B und C"
    assert words_in("de").join_or(["A", "B"]) == "A oder B"
    assert re.sub("[\u2068\u2069]", "", words_in("ar").join(["A", "B"])) == "A وB"


def test_scripts_say_it_by_the_same_rule() -> None:
    words = words_in("de")
    script = 'a(_("Search")); b(ngettext("%(num)s paper", "%(num)s papers", n + 1)); c.push_("x"); d = x._("Search");'
    said = translate_script(script, words)
    assert f'a("{words.gettext("Search")}");' in said
    assert '["%(num)s Arbeit","%(num)s Arbeiten"][+((n != 1))].replace("%(num)s",n))(n + 1)' in said
    assert 'c.push_("x"); d = x._("Search");' in said


# Whether all is a message.


class Said(HTMLParser):
    """Collects what a page says: its text, and the attributes that are read out or shown."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag not in ("meta", "link", "input", "br", "hr", "img", "rect", "path", "circle"):
            self._open.append(tag)
        shown = ["aria-label", "alt", "placeholder", *(["title"] if named.get("class") != "Z3988" else [])]
        if tag == "meta" and str(named.get("property") or named.get("name")).endswith(("description", "title")):
            shown.append("content")
        self.found += [value for name, value in attrs if name in shown and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "code", "pre"} & set(self._open):
            self.found.append(data)


NAMES = re.compile(
    r"arXiv|BibTeX|BibLaTeX|RIS|CSL-JSON|CSV|Markdown|DOI|Atom|JSON Feed|OPML|PDF|ORCID|PubMed|ISBN|Manicule|README"
    r"|https?://\S+|doi:\S+|10\.\d+/\S+|\b(fr|ab|cd)\b|\bp\d\.\w+"
)
"""What has the same name in every language."""


def without_brackets(text: str) -> str:
    before = None
    while before != text:
        before, text = text, re.sub("‹[^‹›]*›", "", text)
    return text


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("greek")
    make_foreign_list(root, "el", lambda message: f"‹{message}›")
    outcome = build(Order(root, root / "site"))
    assert not outcome.problems, outcome.report
    return root / "site"


def test_all_that_pages_say_is_a_message(bracketed: Path) -> None:
    found: dict[str, str] = {}
    for path in sorted(bracketed.rglob("*.html")):
        said = " ".join(Said(path.read_text("utf-8")).found)
        for word in re.findall(r"[A-Za-z]{2,}[A-Za-z ]*", NAMES.sub("", without_brackets(said))):
            found.setdefault(word.strip(), path.relative_to(bracketed).as_posix())
    assert not found


def test_all_that_scripts_and_files_say_is_a_message(bracketed: Path) -> None:
    """Feeds and Markdown as well. In scripts, a string that begins with a capital letter and has a space is a sentence."""
    for path in sorted(bracketed.glob("assets/*.js")):
        script = path.read_text("utf-8")
        assert not re.search(r'(?<![\w.])(_|ngettext)\("', script), path.name
        sentences = re.findall(r'"([A-Z][a-z]+ [a-z][^"\n]*)"', script)
        assert not [one for one in sentences if "‹" not in one], path.name
    for path in (*bracketed.rglob("*feed.xml"), *bracketed.rglob("papers/*.md"), *bracketed.rglob("*bibliography.md")):
        text = re.sub(
            r"```.*?```|<id>.*?</id>|<[^>]*>|\]\([^)]*\)",
            "",
            html.unescape(html.unescape(path.read_text("utf-8"))),
            flags=re.DOTALL,
        )
        words = re.findall(r"[A-Za-z]{2,}", NAMES.sub("", without_brackets(text.replace("tag:example.org", ""))))
        assert not [
            word for word in words if word not in ("xml", "papers", "tags", "people", "paths", "pros", "alpha", "beta")
        ], path.name


# Catalogues of an owner's own.


def test_an_owners_catalogue_is_taken_and_a_change_of_it_makes_pages_anew(tmp_path: Path) -> None:
    make_foreign_list(tmp_path, "el", lambda message: f"‹{message}›")
    order = Order(tmp_path, tmp_path / "site")
    build(order)
    write_catalogue(tmp_path, "el", lambda message: f"«{message}»")
    assert not build(order).failed
    again = tree(tmp_path / "site")
    assert "«Papers»".encode() in again["index.html"]
    assert "«Search»".encode() in again["assets/page.js"]
    build(Order(tmp_path, tmp_path / "clean", cache=False))
    assert again == tree(tmp_path / "clean")


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".manicule.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def build_with(tmp_path: Path, catalogue: str | None, language: str = "el") -> Outcome:
    make_foreign_list(tmp_path, language)
    if catalogue is not None:
        path = tmp_path / f"templates/locales/{language}.po"
        path.parent.mkdir(parents=True)
        path.write_text(catalogue, encoding="utf-8")
    return build(Order(tmp_path, tmp_path / "site"))


HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def test_a_language_without_a_catalogue_is_told(tmp_path: Path) -> None:
    outcome = build_with(tmp_path, None)
    assert [(one.level, one.code, one.where.line) for one in outcome.problems] == [("notice", "no-catalogue", 4)]
    assert b"Skip to the content" in (tmp_path / "site/index.html").read_bytes()


def test_a_broken_catalogue_is_told_with_its_line(tmp_path: Path) -> None:
    outcome = build_with(tmp_path, HEAD + 'msgid "Papers"\nmsgstr "Χαρτιά\n')
    (problem,) = outcome.problems
    assert (problem.level, problem.code, problem.where.path) == ("error", "broken-catalogue", "templates/locales/el.po")
    assert problem.where.line == 5


def test_a_rule_for_plurals_that_is_code_is_refused(tmp_path: Path) -> None:
    outcome = build_with(tmp_path, HEAD.replace("(n != 1)", "alert(1)") + 'msgid "Papers"\nmsgstr "Χαρτιά"\n')
    assert [one.code for one in outcome.problems] == ["broken-catalogue"]


@pytest.mark.parametrize(
    ("translation", "reason"),
    [
        ("Στα %(tga)s", "its message has no %(tga)s"),
        ("100 % %(tags)s", "a sign of per cent has to be doubled"),
        ("<script>%(tags)s</script>", "its message has no <"),
        ('\\" onload=\\"x %(tags)s', 'its message has no "'),
    ],
)
def test_translations_that_would_break_a_page_stay_in_english(tmp_path: Path, translation: str, reason: str) -> None:
    outcome = build_with(tmp_path, HEAD + f'msgid "in %(tags)s"\nmsgstr "{translation}"\n')
    (problem,) = outcome.problems
    assert (problem.code, problem.where.line) == ("wrong-translation", 4)
    assert problem.message.startswith(reason)
    assert "in <a" in (tmp_path / "site/tags/beta.html").read_text("utf-8")


def test_half_a_catalogue_leaves_the_rest_in_english(tmp_path: Path) -> None:
    assert not build_with(tmp_path, HEAD + 'msgid "Papers"\nmsgstr "Χαρτιά"\n').problems
    page = (tmp_path / "site/index.html").read_text("utf-8")
    assert ">Χαρτιά</a>" in page and ">Tags</a>" in page


@pytest.mark.parametrize(
    ("language", "name"),
    [("pt-BR", "pt-BR"), ("pt-PT", "pt"), ("PT-br", "pt-BR"), ("pt", "pt"), ("zh-Hant-TW", "zh-Hant"), ("tlh", "")],
)
def test_the_nearest_catalogue_is_taken(language: str, name: str) -> None:
    texts = {f"locales/{one}.po": HEAD + f'msgid "Papers"\nmsgstr "{one}"\n' for one in ("pt", "pt-BR", "zh-Hant")}
    words, problems = read_words(Site("A List", language=language), texts)
    assert words.gettext("Papers") == (name or "Papers")
    assert bool(problems) == (not name)


# Directions.


def test_a_site_from_the_right_says_so(tmp_path: Path) -> None:
    make_foreign_list(tmp_path, "ar")
    assert not build(Order(tmp_path, tmp_path / "site")).problems
    page = (tmp_path / "site/papers/p1.html").read_text("utf-8")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<h1><bdi lang="fr">Περί 1</bdi></h1>' in re.sub(r"</?mark[^>]*>|<sup.*?</sup>", "", page)
    assert '<div class="text" id="abstract" lang="fr" dir="auto">' in page
    assert "assets/rtl.css" in page


def test_texts_that_run_otherwise_are_set_apart() -> None:
    abstract = "نص عربي عن الإصدار المرحلي."
    paper = make_paper("الإصدار المرحلي", language="ar", abstract=abstract)
    entry = make_entry("a", paper, margin=(make_note(abstract, "عربي"),), notes="ملاحظة.\n\nIn English, `code`.")
    pages, facts, _ = plan(entry, make_entry("b", make_paper("Sur le tard", language="fr", abstract="Un résumé.")))
    page = view(pages, "papers/a.html")
    assert not facts.rtl
    assert page.card.title == '<bdi lang="ar">الإصدار المرحلي</bdi>'
    assert page.tongue == ' lang="ar" dir="auto"'
    assert page.margin[0].tongue == ' lang="ar" dir="auto"'
    assert page.notes == '<p dir="auto">ملاحظة.</p>\n<p dir="auto">In English, <code dir="ltr">code</code>.</p>'
    other = view(pages, "papers/b.html")
    assert other.card.title == '<span lang="fr">Sur le tard</span>'
    assert other.card.abstract == '<div lang="fr"><p>Un résumé.</p></div>'


def test_texts_in_the_sites_own_language_have_no_marks() -> None:
    pages, _, _ = plan(make_entry("a", make_paper("Plain", language="en-GB", abstract="Words."), notes="Words."))
    page = view(pages, "papers/a.html")
    assert (page.title, page.tongue, page.notes) == ("Plain", "", "<p>Words.</p>")


# Order.

ORDERS = {
    "en": "Ångström, Azur, Łódź, Zebra",
    "de": "Adam, Äpfel, Apis, Öl, Omen, Straße, Strasser, Zebra",
    "sv": "Adam, Olle, Vera, Wall, Zebra, Ångström, Älg, Öberg",
    "da": "Adam, Zebra, Ægir, Ørsted, Aagaard, Ålborg",
    "et": "Sild, Šokk, Zoo, Žest, Tamm, Vesi, Õun, Äär, Öö, Üks, Xena",
    "es": "Nube, Nómada, Nuria, Ñandú, Oso",
    "cs": "Cihla, Čapek, Dub, Hora, Chata, Ivan, Rak, Řeka",
    "pl": "Cena, Ćma, Lato, Łata, Zebra, Źrebak, Żaba",
    "tr": "Cem, Çelik, Irmak, İzmir, Ömer, Şule",
    "hu": "Cica, Csaba, Dóra, Zoltán, Zsuzsa",
    "ru": "Иванов, Йод, Краснов, Adam",
    "uk": "Гай, Ґанок, Ева, Єва, Ива, Іван, Їжак, Йод",
    "ar": "أحمد, باسم, Adam",
    "fa": "بابک, پرویز, تقی, کاوه, گلی, لاله, وحید, هما, یاسر",
}


@pytest.mark.parametrize("language", ORDERS)
def test_texts_are_in_the_order_of_the_alphabet(language: str) -> None:
    wanted = ORDERS[language].split(", ")
    if language == "es":
        wanted = ["Nómada", "Nube", "Nuria", "Ñandú", "Oso"]
    shuffled = wanted[:]
    random.Random(3).shuffle(shuffled)
    assert sorted(shuffled, key=make_sort_key(language)) == wanted


@pytest.mark.parametrize(
    ("language", "name", "letter"),
    [
        ("en", "Ångström", "A"), ("sv", "Ångström", "Å"), ("sv", "Ægir", "Ä"), ("cs", "Chata", "CH"), ("tr", "Irmak", "I"),
        ("tr", "izmir", "İ"), ("ru", "Йод", "Й"), ("en", "Йод", OTHERWISE), ("ar", "أحمد", "ا"), ("ar", "Adam", "A"),
        ("de", "42", OTHERWISE), ("de", "", OTHERWISE),
    ],
)  # fmt: skip
def test_the_letter_of_an_index(language: str, name: str, letter: str) -> None:
    assert initial(name, language) == letter


def test_indexes_are_in_the_order_of_the_sites_language() -> None:
    tags = tuple(make_tag(key, label=label) for key, label in (("a", "Älg"), ("o", "Olle"), ("z", "Zebra")))
    entries = [make_entry("x", make_paper("X", authors="Per Ångström, Ann Zebra"), tags=("a", "o", "z"))]
    pages, _, _ = plan(*entries, tags=tags, site={"language": "sv"})
    assert [one.text for one in view(pages, "tags/index.html").sections[0][1]] == ["Olle", "Zebra", "Älg"]
    assert [label for label, _ in view(pages, "people/index.html").sections] == ["Z", "Å"]


# Nothing for nothing.


def test_a_site_in_english_loads_no_babel(tmp_path: Path) -> None:
    import subprocess
    import sys

    make_foreign_list(tmp_path, "en")
    code = (
        "import sys; from pathlib import Path; from manicule.order import Order; from manicule.pipeline import build;"
        f"build(Order(Path({str(tmp_path)!r}), Path({str(tmp_path / 'site')!r}))); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    shutil.rmtree(tmp_path)
