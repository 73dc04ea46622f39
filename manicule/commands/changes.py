"""The commands by which an owner changes content: `new`, `note`, `tag` and `mv`.

Options as the command line has them go in, an exit code comes out. It knows what is to be said, and nothing of how a
file is changed.
"""

from __future__ import annotations

import argparse

from ..editing import NewPaper, add_paper, add_tags, change_file, move_paper, move_tag
from ..edits import AddNote
from ..fields import PAPER
from ..fieldtypes import read_values
from .saying import find_today, print_done


def run_new(options: argparse.Namespace) -> int:
    said = {
        "title": options.title,
        "authors": options.author,
        "date": options.date,
        "arxiv": options.arxiv,
        "doi": options.doi,
        "urls": {"page": options.url} if options.url else {},
    }
    values, problems = read_values({name: value for name, value in said.items() if value}, PAPER)
    if problems:
        return print_done(options.root, (), problems)
    tags, done = add_tags(options.root, options.tag)
    if done.problems:
        return print_done(options.root, done.names, done.problems)
    made = add_paper(options.root, NewPaper(values, options.slug, tags), find_today())
    return print_done(options.root, (*done.names, *made.names), made.problems)


def run_note(options: argparse.Namespace) -> int:
    where = options.on
    note = AddNote(
        options.quote,
        options.kind,
        options.note,
        where,
        options.before,
        options.behind,
        created=find_today(),
        by=options.by,
    )
    done = change_file(options.root, f"content/papers/{options.paper}.yaml", "", note)
    return print_done(options.root, done.names, done.problems)


def run_tag(options: argparse.Namespace) -> int:
    done = move_tag(options.root, options.old, options.new)
    return print_done(options.root, done.names, done.problems)


def run_mv(options: argparse.Namespace) -> int:
    done = move_paper(options.root, options.old, options.new)
    return print_done(options.root, done.names, done.problems)
