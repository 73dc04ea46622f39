"""Outside text to Papers and annotations, and back: one module for each format; `table` has them all."""
