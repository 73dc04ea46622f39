"""Reading lists in Markdown, as READMEs have them, to Papers: links in lists, below headings.

Bytes go in and Records come out; the way back is markdown_writing.py's. It must not know which tags a list has; the headings above an
item are only told. Of an item, the link or the words in bold are the title, links such as `[code]` are addresses, and what
else stands there is the comment: who the authors are is not guessed from prose.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..identifiers import arxiv_base, arxiv_month
from ..model import Identifiers, Paper, PartialDate, Reading, Record
from ..problems import Problem, notice
from ..text import collapse
from ..values import Value
from .decoding import Walk, decode
from .id_parts import find_ids, is_derived
from .markdown_writing import write as write


def read(data: bytes, path: str) -> Reading:
    """The papers that items of lists and rows of tables link to, in order. `Record.tags` are the headings above, the widest
    first, without that of the whole. `dropped` counts links that stand elsewhere."""
    text, problems = decode(data, path)
    walk = Walk(text, path)
    dropped: Counter[str] = Counter()
    records: list[Record] = []
    definitions = {name.casefold(): address for name, address in _DEFINITION.findall(text)}
    for item in _read_items(text):
        links = tuple(_find_links(item.text, definitions))
        if not item.listed:
            dropped.update(["links outside of lists"] * sum(not link.picture for link in links))
            continue
        where = walk.place(item.start)
        records += (
            Record(paper, derived=_DERIVED, where=where, tags=item.headings) for paper in _read_item(item.text, links)
        )
    found: tuple[Problem, ...] = ()
    if not records:
        found = (notice("markdown-none", "no item of a list in it links to anything", Walk(text, path).place(0)),)
    return Reading(tuple(records), (*problems, *found), dropped=tuple(sorted(dropped.items())))


def sniff(text: str) -> bool:
    """Whether `text` (the beginning of a file) has two items of lists that link somewhere, and a heading or no other text
    before the first."""
    items = _LINKED_ITEM.findall(text)
    return len(items) >= 2 and (
        _HEADING.search(text) is not None or _LINKED_ITEM.match(text.lstrip("\ufeff\r\n")) is not None
    )


_LINKED_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,4}[.)])[ \t][^\n]{0,400}\]\(https?://", re.MULTILINE)
_DERIVED = frozenset({"date", "kind"})

# Syntax: lines to items, with the headings above them.


class _Item(Value):
    text: str
    start: int
    headings: tuple[str, ...]
    listed: bool


_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})[ \t]+(?P<words>[^\n]*?)[ \t#]*$", re.MULTILINE)
_MARK = re.compile(r"(?P<indent>[ \t]*)(?:[-*+]|\d{1,4}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")
_ROW = re.compile(r"[ \t]*\|.*\|")
_DEFINITION = re.compile(r"^ {0,3}\[([^\]\n]{1,200})\]:[ \t]*<?(\S{1,4000}?)>?(?:[ \t]+[\"'(][^\n]*)?$", re.MULTILINE)
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(slots=True)
class _Lines:
    headings: list[tuple[int, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    start: int = 0
    listed: bool = False

    def flush(self) -> Iterator[_Item]:
        if self.lines:
            yield _Item("\n".join(self.lines), self.start, _path_of(self.headings), self.listed)
        self.lines = []


def _read_items(text: str) -> Iterator[_Item]:
    text = _HTML_COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    state, fence, at = _Lines(), "", 0
    for raw in text.splitlines(keepends=True):
        line, start = raw.rstrip("\r\n"), at
        at += len(raw)
        mark = _FENCE.match(line)
        if _DEFINITION.match(line):
            yield from state.flush()
            continue
        if fence or mark:
            if not fence and mark:
                yield from state.flush()
                fence = mark["fence"]
            elif mark and mark["fence"].startswith(fence) and not line.strip(" `~"):
                fence = ""
            continue
        heading = _HEADING.match(line)
        item = _MARK.match(line)
        if heading:
            yield from state.flush()
            level = len(heading["marks"])
            state.headings = [one for one in state.headings if one[0] < level]
            state.headings.append((level, plain_words(heading["words"])))
        elif (
            not line.strip() or (item and not re.fullmatch(r"[ \t]*(?:[-*_][ \t]*){3,}", line)) or _ROW.fullmatch(line)
        ):
            yield from state.flush()
            if line.strip():
                state.listed, state.start = True, start
                state.lines = [line[item.end() :] if item else line]
                if not item:
                    yield from state.flush()
        elif state.lines and (not state.listed or line[:1] in " \t" or not _FENCE.match(line)):
            state.lines.append(line)
        else:
            state.listed, state.start, state.lines = False, start, [line]
    yield from state.flush()


def _path_of(headings: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """The headings, but for the one at the top of the file."""
    return tuple(words for level, words in headings if words and level > 1)


# Syntax: an item's links.


class _Link(Value):
    label: str
    address: str
    start: int
    end: int
    picture: bool = False


_LINK = re.compile(
    r"(?P<picture>!?)\[(?P<label>(?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.|\[[^\[\]]{0,100}\](?:\([^()]{0,500}\))?){0,300}\](?:\([^()]{0,500}\))?){0,500})\]"
    r"(?:\(\s*<?(?P<address>(?:[^\s()<>]|\((?:[^\s()<>]){0,200}\)){1,2000})>?(?:\s+[\"'(][^\n]{0,300}?[\"')])?\s*\)|\[(?P<name>[^\]\n]{0,200})\])"
    r"|<(?P<auto>https?://[^\s<>]{1,2000})>|(?<![\w(/\"'=])(?P<bare>https?://[^\s<>\[\]()|]{1,2000})"
)


def _find_links(text: str, definitions: Mapping[str, str]) -> Iterator[_Link]:
    """Those that lead somewhere else: not within the page, and not to a file beside it."""
    for found in _LINK.finditer(text):
        label = found["label"] or ""
        address = found["address"] or found["auto"] or (found["bare"] or "").rstrip(".,;:!?*_`")
        if found["name"] is not None:
            address = definitions.get((found["name"] or label).casefold(), "")
        picture = bool(found["picture"]) or (label.startswith("![") and not _PICTURE.sub("", label).strip())
        address = html.unescape(re.sub(r"\\([_*()~#&\\-])", r"\1", address))
        if address.startswith(("http://", "https://")):
            yield _Link(plain_words(_PICTURE.sub("", label)), address, found.start(), found.end(), picture)


_PICTURE = re.compile(r"!\[[^\]]{0,300}\](?:\([^()]{0,500}\))?")

# Meaning.

_LABELS = frozenset(
    (
        "abs", "acl", "acm", "arxiv", "bib", "bibtex", "blog", "blog post", "code", "colab", "data", "dataset", "demo", "doi", "docs",
        "documentation", "github", "here", "homepage", "html", "hugging face", "huggingface", "ieee", "link", "model", "models", "note",
        "notes", "openreview", "page", "paper", "pdf", "poster", "post", "preprint", "project", "project page", "proceedings", "publication",
        "pytorch", "repo", "repository", "slides", "source", "springer", "summary", "supplementary", "talk", "tensorflow", "tweet", "twitter",
        "url", "video", "web", "webpage", "website", "weights", "youtube", "official code", "paper link", "official",
    )
)  # fmt: skip
"""Labels that say what is behind a link and not what it is called."""
_OF_PAPER = frozenset(
    ("abs", "acl", "acm", "arxiv", "doi", "here", "html", "ieee", "link", "openreview", "paper", "pdf", "preprint", "proceedings",
     "publication", "springer", "url", "paper link", "official", "")
)  # fmt: skip
_STRONG = re.compile(r"(\*\*|__)(?P<words>[^\n]{1,400}?)\1")
_QUOTED = re.compile(r"[“\"](?P<words>[^“”\"\n]{8,400})[”\"]")
_YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/-])", re.ASCII)
_CODE_SITES = re.compile(
    r"https?://(?:www\.)?(?:github|gitlab|codeberg|huggingface|bitbucket)\.(?:com|org|co)/", re.IGNORECASE
)
_PAPER_SITES = re.compile(
    r"https?://[^/]*(?:openreview\.net|aclanthology\.org|aclweb\.org|neurips\.cc|nips\.cc|mlr\.press|jmlr\.org|thecvf\.com|acm\.org"
    r"|ieee\.org|springer\.com|sciencedirect\.com|nature\.com|science\.org|semanticscholar\.org|ssrn\.com|biorxiv\.org|medrxiv\.org"
    r"|usenix\.org|aaai\.org|ijcai\.org|papers\.)|.*\.pdf(?:[?#].*)?$",
    re.IGNORECASE,
)


def _is_label(link: _Link) -> bool:
    return link.label.strip("[]() .:").casefold() in _LABELS or not link.label.strip("[]() .:")


def _read_item(text: str, links: Sequence[_Link]) -> Iterator[Paper]:
    """The paper of an item; several, where several links with titles have ids."""
    real = [link for link in links if not link.picture]
    titled = [link for link in real if not _is_label(link)]
    if not real:
        return
    if len(titled) > 1 and all(find_ids([link.address]) != Identifiers() for link in titled):
        for link in titled:
            yield _make_paper(link.label, [link], "")
        return
    if titled and (not (strong := _STRONG.search(text)) or titled[0].start <= strong.end()):
        title, rest = (
            titled[0].label,
            _without(text, [titled[0], *(link for link in links if link.picture or _is_label(link))]),
        )
        first = [titled[0], *(link for link in real if _is_label(link))]
    else:
        first = [link for link in real if _is_label(link)] or real
        head = max(_PICTURE.sub(" ", text[: first[0].start]).split("|"), key=len)
        strong = _STRONG.search(text) or _QUOTED.search(head)
        title = plain_words(strong["words"] if strong else head)
        title = re.sub(r"[\s,:;–—-]+$|[\[(]+$", "", title).strip('“”"')
        links = [link for link in links if strong or link.start >= first[0].start]
        rest = _without(text, links)
        rest = rest.replace(strong[0], " ", 1) if strong else rest[first[0].start :]
        rest = rest.replace("|", " ")
    yield _make_paper(title, first, _comment(rest))


def _without(text: str, links: Sequence[_Link]) -> str:
    out, at = [], 0
    for link in sorted(links, key=lambda link: link.start):
        if link.start >= at:
            out.append(text[at : link.start])
            at = link.end
    return " ".join([*out, text[at:]])


def _comment(rest: str) -> str:
    plain = plain_words(re.sub(r"[\[(]\s*(?:[|,;/·•]\s*)*[\])]", " ", rest))
    return re.sub(r"^(?:[\s,.:;|·•–—-])+|(?:[\s|,;:·•–—-])+$", "", plain)


def _make_paper(title: str, links: Sequence[_Link], comment: str) -> Paper:
    """The first link is the paper's own; so are others whose label says so."""
    own = [link.address for number, link in enumerate(links) if number == 0 or link.label.casefold() in _OF_PAPER]
    ids = find_ids(own)
    year = _YEAR.findall(comment)
    date = (
        PartialDate(*arxiv_month(arxiv_base(ids.arxiv)))
        if ids.arxiv
        else PartialDate(int(year[0]))
        if len(year) == 1
        else None
    )
    urls = {
        link.address: "url" if number == 0 else link.label.strip("[]() .:").casefold() or "link"
        for number, link in reversed(list(enumerate(links)))
        if not is_derived(link.address, ids)
    }
    kind = "preprint"
    if not ids.arxiv and not ids.doi and not _PAPER_SITES.match(own[0]):
        kind = "software" if _CODE_SITES.match(own[0]) else "web"
    pairs = tuple((what, address) for address, what in reversed(urls.items()))
    return Paper(
        kind, title or ("" if ids != Identifiers() else own[0]), date=date, identifiers=ids, comment=comment, urls=pairs
    )


_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_INLINE_LINK = re.compile(r"!?\[([^\[\]]{0,300})\](?:\([^()]{0,500}\))?")
_MARKS = re.compile(r"(?<!\\)(?:\*{1,3}|~~|`+|(?<!\w)_{1,3}|_{1,3}(?!\w))")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain_words(text: str) -> str:
    """Markdown on one line as plain text; formulas stay."""
    parts = re.split(r"((?<!\\)\$[^$\n]{1,500}\$)", text)
    for number in range(0, len(parts), 2):
        # What is escaped is put aside as characters that mean nothing to anybody.
        part = _ESCAPED.sub(lambda found: chr(_ASIDE + ord(found[1])), parts[number])
        part = html.unescape(_MARKS.sub("", _INLINE_LINK.sub(r"\1", _TAGS.sub(" ", part))))
        parts[number] = re.sub(r"\s*:[a-z_]{2,30}:\s*", " ", part).translate(_BACK)
    return collapse("".join(parts))


_ASIDE = 0xE000
_BACK = {_ASIDE + code: chr(code) for code in range(0x21, 0x7F)}
