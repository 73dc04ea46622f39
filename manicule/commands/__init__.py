"""The commands but for a build's: their options to calls, the outcomes to words and an exit code."""
