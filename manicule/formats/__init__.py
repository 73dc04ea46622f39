"""Outside text to Papers and back, one module a format; no YAML, no Library, no other format."""
