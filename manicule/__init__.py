"""Manicule: a static site generator for annotated reading lists."""

__version__ = "0.1.0"
