"""`python -m tests.crashes [--times N] [--seed N] [--embedded]`: kill so often, and say what came of it.

The exit code is 1 where something acknowledged was lost, something was half done or done twice, or the server did not
come back by itself.
"""

import argparse
import asyncio
import random
import sys

from tests.crashes import Violation
from tests.crashes.run import run


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crashes", description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="how often to kill")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="what chance is drawn from")
    parser.add_argument("--embedded", action="store_true", help="let the server keep a database of its own")
    given = parser.parse_args()
    try:
        asyncio.run(run(given.times, given.seed, tell, embedded=given.embedded))
    except Violation as violation:
        sys.stdout.write(f"WRONG, with --seed {given.seed}: {violation}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
