"""`python -m manicule` is `manicule`."""

from .cli import entry_point

entry_point()
