"""What the values of an entry's fields are called on pages: statuses, kinds of papers and notes, relations.

Tables from the values to messages, which are translated where they are shown.
"""

from __future__ import annotations

from ..text import N_

STATUSES = {
    "to-read": N_("to read"),
    "reading": N_("reading"),
    "read": N_("read"),
    "skimmed": N_("skimmed"),
    "abandoned": N_("abandoned"),
}

IMPORTANCES = {
    "essential": N_("essential"),
    "recommended": N_("recommended"),
    "background": N_("background"),
}

PAPER_KINDS = {
    "preprint": N_("Preprint"),
    "article": N_("Journal article"),
    "conference": N_("Conference paper"),
    "chapter": N_("Chapter"),
    "book": N_("Book"),
    "thesis": N_("Thesis"),
    "report": N_("Report"),
    "software": N_("Software"),
    "dataset": N_("Data set"),
    "web": N_("Web page"),
}

NOTE_KINDS = {
    "question": N_("question"),
    "doubt": N_("doubt"),
    "claim": N_("claim"),
    "comment": N_("comment"),
    "highlight": N_("highlight"),
    "quote": N_("quote"),
}

RELATIONS = {
    "cites": N_("cites"),
    "extends": N_("extends"),
    "replicates": N_("replicates"),
    "contradicts": N_("contradicts"),
    "overlaps": N_("overlaps"),
    "background": N_("background"),
    "supersedes": N_("supersedes"),
}
"""How a paper stands to another, as its own page says."""

INVERSE_RELATIONS = {
    "cites": N_("cited by"),
    "extends": N_("extended by"),
    "replicates": N_("replicated by"),
    "contradicts": N_("contradicted by"),
    "overlaps": N_("overlaps"),
    "background": N_("background to"),
    "supersedes": N_("superseded by"),
}
"""The same, as the other's page says."""

POINTING_RELATIONS = {
    "cites": N_("cites it"),
    "extends": N_("extends it"),
    "replicates": N_("replicates it"),
    "contradicts": N_("contradicts it"),
    "overlaps": N_("overlaps with it"),
    "background": N_("has it as background"),
    "supersedes": N_("supersedes it"),
}
"""The same, where the other is what a page is of."""
