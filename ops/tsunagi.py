"""Entry point: `python3 ops/tsunagi.py VERB`. Without a verb it lists them."""

import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 -- this is what tells the user of an older one
    sys.exit("Python 3.11 以上が必要です。")

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from ops.verbs import main

    sys.exit(main(sys.argv[1:]))
