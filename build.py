"""`python build.py …` is `manicule …`: what the command line says is in manicule/cli.py."""

import sys

from manicule.cli import main

if __name__ == "__main__":
    sys.exit(main())
