"""`python build.py …` is `manicule …`: what the command line says is in manicule/cli.py."""

from manicule.cli import entry_point

if __name__ == "__main__":
    entry_point()
