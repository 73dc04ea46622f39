"""Library to planned pages: one file a family of pages, `plan_pages()` for all of them."""

from .assets import Assets, sort_assets
from .catalogue import read_words
from .census import wants_health, wants_related, wants_search
from .plan import plan_first_look, plan_pages

__all__ = [
    "Assets",
    "plan_first_look",
    "plan_pages",
    "read_words",
    "sort_assets",
    "wants_health",
    "wants_related",
    "wants_search",
]
