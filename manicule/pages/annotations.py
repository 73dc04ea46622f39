"""The margin notes as W3C Web Annotations: a collection for each paper that has notes, and one for the list.

In go the `Holdings`, out come planned files. How an annotation is written is its format's; here is what it is of: the
paper at its own address, seen on our page, except for notes on the owner's text, which is nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from ..formats.annotation_writing import first_page, write_collection, write_page
from ..markup import plain_line
from ..model import Annotation, Annotator, Entry, Site
from ..values import Value, replace
from .cards import own_address
from .head import cut_pages
from .holdings import Holdings
from .parts import Page
from .texts import EntryTexts
from .urls import absolute, annotations_url, paper_file, paper_url, root_of

PAGE = 1_000
"""Annotations in one file."""

CONTEXT = 32
"""Characters before and behind the words that tell them from the same words elsewhere."""


class CollectionView(Value):
    """A collection, or page `number` of it (from 1). IRIs are absolute where the site has an address, else relative to
    the file. `pages` is how many there are."""

    iri: str
    label: str
    annotations: tuple[Annotation, ...]
    number: int
    pages: tuple[str, ...]
    total: int


def plan_annotations(holdings: Holdings) -> Iterator[Page]:
    if not holdings.has.annotations:
        return
    site = holdings.site
    entries, texts = holdings.library.entries, holdings.texts.entries
    noted = holdings.census.noted

    def view_one(slug: str) -> CollectionView:
        made = make_annotations(entries[slug], texts[slug], site)
        label = holdings.words.gettext("Notes on %(title)s", title=plain_line(entries[slug].paper.title))
        return _view(site, [paper_file(slug, ".jsonld")], 1, label, made, len(made))

    def view_all(number: int, part: Sequence[tuple[str, int]]) -> CollectionView:
        made = {
            slug: make_annotations(entries[slug], texts[slug], site) for slug in dict.fromkeys(slug for slug, _ in part)
        }
        shown = tuple(made[slug][place] for slug, place in part)
        return _view(
            site,
            paths,
            number,
            holdings.words.gettext("Notes in the margins of %(title)s", title=site.title),
            shown,
            len(every),
        )

    for slug in noted:
        yield Page(paper_file(slug, ".jsonld"), make_collection, partial(view_one, slug), slug)
    every = [(slug, place) for slug in noted for place in range(len(noted[slug]))]
    paths = [annotations_url(number) for number, _ in cut_pages(every, PAGE)]
    for number, part in cut_pages(every, PAGE):
        if part:
            yield Page(paths[number - 1], make_collection, partial(view_all, number, part))


def make_annotations(entry: Entry, texts: EntryTexts, site: Site) -> tuple[Annotation, ...]:
    """The entry's notes, which are anchored by now, their IRIs from the site's root or absolute."""
    page = _iri(site, paper_url(entry.slug))
    address = own_address(entry.paper) or page
    annotators = {who.key: who for who in site.annotators}
    annotations = []
    for note, name in zip(texts.noted, texts.ids, strict=True):
        text, who = texts.quotable[note.target], annotators.get(note.by, Annotator("", ""))
        annotations.append(
            Annotation(
                source=f"{page}#{name}",
                addresses=(page if note.target == "notes" else address,),
                quote=text[note.start : note.end],
                prefix=text[max(0, note.start - CONTEXT) : note.start],
                suffix=text[note.end : note.end + CONTEXT],
                target=note.target,
                kind=note.kind,
                note=note.note,
                created=note.created,
                creator=who.name,
                creator_address=who.url,
                tags=note.tags,
                scope=page if note.target == "abstract" else f"{page}#{note.target}",
            )
        )
    return tuple(annotations)


def make_collection(view: CollectionView) -> str:
    first, last = view.pages[0], view.pages[-1]
    if view.number == 1:
        more = {"following": view.pages[1], "last": last} if len(view.pages) > 1 else {}
        return write_collection(view.annotations, first, view.label, total=view.total, **more)
    before = first_page(first) if view.number == 2 else view.pages[view.number - 2]
    following = view.pages[view.number] if view.number < len(view.pages) else ""
    start = (view.number - 1) * PAGE
    return write_page(view.annotations, view.iri, first, start, following=following, before=before)


def _view(
    site: Site, paths: list[str], number: int, label: str, annotations: tuple[Annotation, ...], total: int
) -> CollectionView:
    path = paths[number - 1]
    if not site.url:
        annotations = tuple(_moved(annotation, root_of(path)) for annotation in annotations)
    iris = tuple(absolute(site.url, one) if site.url else one.rpartition("/")[2] for one in paths)
    return CollectionView(iris[number - 1], label, annotations, number, iris, total)


def _iri(site: Site, path: str) -> str:
    return absolute(site.url, path) if site.url else path


def _moved(annotation: Annotation, root: str) -> Annotation:
    """With its relative IRIs for a file from which `root` leads to the site's root."""

    def move(iri: str) -> str:
        return iri if ":" in iri else root + iri

    return replace(
        annotation,
        source=move(annotation.source),
        addresses=tuple(move(address) for address in annotation.addresses),
        scope=move(annotation.scope),
    )
