"""What each command takes: its arguments and options, and what is said of them.

The functions that run the commands go in by name, the parser of a command line comes out. It must not know what they do.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from . import __version__

EPILOG = """\
A list is a folder with content/ in it:
  content/site.yaml            its title, address and settings
  content/papers/<slug>.yaml   a paper each, with your tags, notes and margin notes
  content/tags.yaml            the vocabulary;  content/paths/  reading paths;  content/pages/  pages of your own

From nothing to a site:
  manicule init mylist --from refs.bib     makes such a folder, with an entry for each paper
  manicule import more.bib listing.txt     makes entries of further papers
  manicule serve                           shows the site and rebuilds it as you write, or annotate in it
  manicule check                           says what is wrong, and writes nothing (for CI)
  manicule build                           makes site/, ready to be uploaded as it is
  manicule export --tag x --format ris     takes papers to other programs

Exit code: 0 fine, 1 problems in the content, 2 wrong usage, 3 a bug in Manicule.
"""

Run = Callable[[argparse.Namespace], int]


def make_parser(runs: Mapping[str, Run], only: str = "") -> argparse.ArgumentParser:
    """`only` one command is known to it if that is named: making all of them is a tenth of a build of which nothing has
    changed."""
    parser = argparse.ArgumentParser(
        prog="manicule",
        description="Makes a site from a reading list that you annotate.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"manicule {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, prog=parser.prog)
    for name in [only] if only else COMMANDS:
        one = COMMANDS[name]
        made = commands.add_parser(name, help=one.about, description=f"{one.about} {one.more}".strip())
        if one.rooted:
            made.add_argument(
                "--root", type=Path, default=Path(), metavar="DIR", help="the list's folder (default: this one)"
            )
        one.take(made)
        made.set_defaults(root=Path(), run=runs[name])
    return parser


def _build(parser: argparse.ArgumentParser) -> None:
    _output(parser)
    parser.add_argument("--clean", action="store_true", help="make every page anew, whatever is there")
    parser.add_argument(
        "--no-cache", action="store_true", help="read every file, even if its size and times are as before"
    )
    _json(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    _output(parser)
    parser.add_argument(
        "--health",
        action="store_true",
        help="say what is gone, missing, unused, alone or there twice, with what mends it",
    )
    parser.add_argument("--links", action="store_true", help="ask whether the addresses outside the site are there")
    parser.add_argument(
        "--facts", action="store_true", help="ask arXiv, Crossref and DataCite whether ids are those of these papers"
    )
    parser.add_argument("--contact", default="", metavar="MAIL", help="an address of yours, told to those asked")
    parser.add_argument(
        "--days", type=int, default=30, metavar="N", help="take answers younger than that (default: %(default)s)"
    )
    parser.add_argument(
        "--pause",
        type=float,
        default=1.0,
        metavar="SECONDS",
        help="between two requests to a host (default: %(default)s)",
    )
    parser.add_argument(
        "--minutes", type=float, default=360.0, metavar="N", help="how long it may take (default: %(default)s)"
    )
    parser.add_argument("--archive", action="store_true", help="ask the Wayback Machine for copies of what is gone")
    parser.add_argument("--local", action="store_true", help="ask hosts of this machine and the local network too")
    for service in ("wayback", "arxiv", "crossref", "datacite"):
        parser.add_argument(f"--{service}", default="", metavar="URL", help=argparse.SUPPRESS)
    _json(parser)


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=5500, help="the port on 127.0.0.1 (default: %(default)s)")
    parser.add_argument("--open", action="store_true", help="open the browser")
    parser.add_argument("--follow", action="store_true", help="let an open page go where something has changed")
    parser.add_argument(
        "--editor",
        default="",
        metavar="COMMAND",
        help="how Alt-click opens a file: code, subl, … or a command with {file}, {line}, {column} (default: MANICULE_EDITOR, or one that is installed)",
    )


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="BibTeX, RIS, CSL-JSON, an arXiv listing or Atom feed, a README list or ids; annotations from Hypothesis, Zotero or as W3C JSON-LD",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument(
        "--to",
        choices=("auto", "papers", "works"),
        default="auto",
        help="where new papers go: to the list (papers), to works.yaml (works), or there only if a relation points to them (auto)",
    )
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="FIELD",
        help="take what the files say of this field where your list says something else; can be given several times",
    )
    parser.add_argument(
        "--private", action="store_true", help="take private annotations too; your list shows them to all"
    )
    parser.add_argument("--replies", action="store_true", help="take replies to annotations too")
    parser.add_argument(
        "--keywords",
        action="store_true",
        help="make tags of keywords that several new papers have, or the list has as tags",
    )
    _json(parser)


def _fetch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "ids",
        nargs="*",
        metavar="ID",
        help="slugs, arXiv ids, DOIs or addresses (default: all papers that lack something)",
    )
    parser.add_argument("--dry-run", action="store_true", help="ask, say what would be done, and write nothing")
    parser.add_argument("--refresh", action="store_true", help="ask again about what has been answered before")
    parser.add_argument(
        "--accept", action="append", default=[], metavar="FIELD", help="take what they say of this field, as in import"
    )
    parser.add_argument("--contact", default="", metavar="MAIL", help="an address of yours, told to the services")
    parser.add_argument(
        "--pause",
        type=float,
        default=3.0,
        metavar="SECONDS",
        help="between two requests to arXiv (default: %(default)s)",
    )
    for service in ("arxiv", "crossref", "datacite"):
        parser.add_argument(f"--{service}", default="", metavar="URL", help=argparse.SUPPRESS)
    _json(parser)


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("papers", nargs="*", metavar="PAPER", help="slugs of single papers")
    parser.add_argument(
        "--format",
        default="bib",
        metavar="FORMAT",
        help="bib, biblatex, ris, json (CSL-JSON), csv or md, a list as READMEs have it (default: %(default)s)",
    )
    parser.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help="only papers with it, or with one below it"
    )
    parser.add_argument("--person", action="append", default=[], metavar="NAME", help="only papers that they signed")
    parser.add_argument(
        "--year", action="append", default=[], type=int, help="only papers of that year, or of one of several"
    )
    parser.add_argument("--path", default="", metavar="PATH", help="only papers of that reading path, in its order")
    parser.add_argument("--drafts", action="store_true", help="drafts as well")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it (default: to the terminal)")


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", metavar="TITLE")
    parser.add_argument("--author", action="append", default=[], metavar="NAME", help="can be given several times")
    parser.add_argument("--date", default="", metavar="DATE", help="2019, 2019-08 or 2019-08-24")
    parser.add_argument("--arxiv", default="", metavar="ID")
    parser.add_argument("--doi", default="", metavar="DOI")
    parser.add_argument("--url", default="", metavar="ADDRESS", help="a page of its own")
    parser.add_argument("--tag", action="append", default=[], metavar="TAG", help="made if the list has not got it")
    parser.add_argument("--slug", default="", help="the name of its file and page (default: of its id or title)")


def _note(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paper", metavar="PAPER", help="its slug")
    parser.add_argument("quote", metavar="WORDS", help="the words that it is about, as they stand in the text")
    parser.add_argument(
        "note", metavar="NOTE", nargs="?", default="", help="Markdown; without it, the words are highlighted"
    )
    parser.add_argument("--kind", default="", choices=("comment", "question", "claim", "doubt", "highlight"))
    parser.add_argument(
        "--on", default="abstract", choices=("abstract", "title", "notes"), help="the text with the words"
    )
    parser.add_argument(
        "--before", default="", metavar="WORDS", help="what stands before them, if they occur more than once"
    )
    parser.add_argument("--behind", default="", metavar="WORDS", help="what stands behind them")
    parser.add_argument("--by", default="", metavar="KEY", help="who writes it: one of the annotators in site.yaml")


def _tag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")


def _mv(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="the page's path in the site, such as papers/2107.03374.html")
    _output(parser)


def _init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="the list's folder, made if it is not there")
    parser.add_argument(
        "--from",
        dest="files",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="files of papers to begin with, as `manicule import` takes them",
    )
    parser.add_argument("--title", default="", help="the list's name (default: the folder's)")
    parser.add_argument("--url", default="", help="where its site will stand")
    _json(parser)


def _template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as paper.html or assets/css/tokens.css")
    parser.add_argument("--merged", action="store_true", help="your copy has all that the present one has: note that")


def _doctor(parser: argparse.ArgumentParser) -> None:
    _output(parser)
    parser.add_argument("--diff", action="store_true", help="show how templates have changed since you copied them")
    _json(parser)


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="where the site goes (default: site/ in the list's folder)"
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="tell the outcome as JSON, for other programs")


def _nothing(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


class Command(NamedTuple):
    """`about` is what the list of commands says of it, with `more` in its own help. `rooted`: it is run on a list. `take` tells
    what it takes."""

    about: str
    more: str
    take: Callable[[argparse.ArgumentParser], None]
    rooted: bool = True


COMMANDS: Mapping[str, Command] = {
    "build": Command("Make the site.", "This is what `manicule` alone does.", _build),
    "check": Command(
        "Say everything that is wrong with the content.",
        "Renders all pages, writes nothing. With --links and --facts it uses the network, and notes what it found out in content/sources/checked.jsonl, which a build reads.",
        _check,
    ),
    "serve": Command(
        "Show the site in a browser and rebuild it as you write.", "Drafts show; site/ is left alone.", _serve
    ),
    "import": Command(
        "Make entries from files of papers, or fill what they lack; append annotations to them.",
        "Your own words and changes are never overwritten; importing a file again changes nothing.",
        _import,
    ),
    "fetch": Command(
        "Ask arXiv, Crossref and DataCite for what papers lack, or for new papers.",
        "It uses the network. Answers are kept in content/sources/fetched/; your own words and values stay, and nothing is taken of a paper whose title is another.",
        _fetch,
    ),
    "export": Command(
        "Write papers of the list for other programs.",
        "All of them, or those that fit every tag, person, year and path named.",
        _export,
    ),
    "new": Command("Make an entry by hand.", "For one of an id, `manicule import` or `fetch` know more.", _new),
    "note": Command("Write a margin note into an entry.", "What is around the words, it finds out.", _note),
    "tag": Command("Give a tag another name, everywhere.", "If the list has that one, they become one.", _tag),
    "mv": Command("Give an entry another slug; its old address leads to the new one.", "All links to it follow.", _mv),
    "why": Command("Say why a page would be made again.", "", _why),
    "schema": Command("Write JSON Schemas for editors to content/.schema/.", "", _nothing),
    "init": Command("Start a list of your own.", "No file that is there is changed.", _init, rooted=False),
    "template": Command(
        "Copy a template into the list, to change it there.",
        "What it was is noted, so that `manicule doctor` can say when it has changed. Without a name: says which there are.",
        _template,
    ),
    "doctor": Command(
        "Say what may be wrong with how the list is set up.",
        "Versions, templates, editor settings, workflows; nothing is changed.",
        _doctor,
    ),
}
