"""Every address of the site, in one place.

Slugs and keys go in, paths from the site's root come out (`papers/2107.03374.html`); with the site's own address in
front they are absolute. It must not know what stands on any page, nor the disk.
"""

from __future__ import annotations

from urllib.parse import quote

HOME = "index.html"
TAGS = "tags/index.html"
PATHS = "paths/index.html"
YEARS = "years/index.html"
MARGIN = "margin.html"
NOT_FOUND = "404.html"
OPML = "feeds.opml"
LLMS = "llms.txt"
PICTURE = "assets/picture.png"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
WORKS = "works.html"
HEALTH = "health.html"
SEARCH = "search.html"
OVERVIEW = "map.html"
STYLE = "assets/style.css"


def paper_url(slug: str) -> str:
    return f"papers/{slug}.html"


def paper_file(slug: str, ending: str) -> str:
    """A paper's file in another format: `ending` is what comes behind the slug, such as `.bib`."""
    return f"papers/{slug}{ending}"


def papers_file(ending: str, of: str = "") -> str:
    """A file of many papers: of the whole list, or of the page that `of` is the address of (`tags/misuse.html`)."""
    return of.removesuffix(".html") + ending if of else f"list{ending}"


def papers_url(number: int = 0) -> str:
    """A page of the list of all papers, 0 for the first; so with tags, people and years."""
    return _numbered("papers/index", number)


def tag_url(key: str, number: int = 0) -> str:
    return _numbered(f"tags/{key}", number, "--")


def people_url(letter: str = "") -> str:
    """The index of people: all of it, or those of one letter (`a` to `z`, `other`) where it is long."""
    return f"people/index-{letter}.html" if letter else "people/index.html"


def person_url(slug: str, number: int = 0) -> str:
    return _numbered(f"people/{slug}", number, "--")


def year_url(year: int, number: int = 0) -> str:
    return _numbered(f"years/{year}", number)


def path_url(slug: str) -> str:
    return f"paths/{slug}.html"


def margin_url(number: int = 1) -> str:
    """Page `number`, from 1; so with annotators."""
    return _numbered("margin", number if number > 1 else 0)


def annotator_url(key: str, number: int = 1) -> str:
    return _numbered(f"annotators/{key}", number if number > 1 else 0, "--")


def annotations_url(number: int = 1) -> str:
    """File `number`, from 1, of all notes as Web Annotations."""
    stem = "annotations" if number == 1 else f"annotations-{number}"
    return f"{stem}.jsonld"


def page_url(slug: str) -> str:
    """A page of the owner's own."""
    return f"{slug}.html"


def bibliography_url(ending: str, of: str = "") -> str:
    """An annotated bibliography, `html` or `md`: of the whole list, or of the page that `of` is the address of
    (`tags/misuse.html`). Two dashes: see `_numbered`."""
    return f"{of.removesuffix('.html')}--bibliography.{ending}" if of else f"bibliography.{ending}"


def feed_url(ending: str, of: str = "") -> str:
    """A feed, `xml` (Atom) or `json`: of the whole list, or of the page that `of` is the address of. Two dashes: see
    `_numbered`."""
    return f"{of.removesuffix('.html')}--feed.{ending}" if of else f"feed.{ending}"


def cards_url(number: int) -> str:
    """File `number`, from 0, of the papers' cards."""
    return asset_url(f"cards-{number}.js")


def search_url(name: str, key: str | int = "") -> str:
    """A file of what the browser searches."""
    return asset_url(f"search/{name}-{key}.js" if key != "" else f"search/{name}.js")


def asset_url(name: str) -> str:
    return f"assets/{name}"


def sitemap_url(number: int) -> str:
    """Part `number` of a map too long for one file."""
    return f"sitemap-{number}.xml"


def root_of(path: str) -> str:
    """What leads from the page at `path` to the site's root: `""`, `../`."""
    return "../" * path.count("/")


def absolute(url: str, path: str) -> str:
    """The address on the web; `url` is the site's and ends in `/`. The home page is the site's address itself."""
    return url if path == HOME else url + quote(path, safe="/#")


def _numbered(stem: str, number: int, dash: str = "-") -> str:
    """Why two dashes for tags and people: a slug never holds them, so that no tag `code-2` can be in the way."""
    return f"{stem}{dash}{number}.html" if number else f"{stem}.html"
