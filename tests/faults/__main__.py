"""`python -m tests.faults [NAME…]`: put each fault into a copy of the tree, run its tests, say which one noticed.

The exit code is 1 where a fault went unnoticed. ACCOUNT_GRAPH_TEST_SEED draws other worlds.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import cache_from_source
from pathlib import Path

from . import ROOT, Fault
from .every import FAULTS

LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "node_modules", "*.egg-info")
SHORT = {"ACCOUNT_GRAPH_TEST_SEED": "7", "ACCOUNT_GRAPH_TEST_WORLDS": "6", "ACCOUNT_GRAPH_TEST_PAIRS": "9000"}
"""Shorter runs than tests usually are: enough to notice."""
LONGEST = 600.0


def noticed(fault: Fault, tree: Path) -> str | None:
    """The first test that fails for the fault."""
    file = tree / fault.file
    sound = file.read_text()
    file.write_text(fault.patched(sound))
    cached = Path(cache_from_source(str(file)))
    cached.unlink(missing_ok=True)
    try:
        for test in fault.tests:
            found = failing(test, tree)
            if found:
                return found
        return None
    finally:
        file.write_text(sound)
        cached.unlink(missing_ok=True)


def failing(test: str, tree: Path) -> str | None:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", test]
    environment = {**SHORT, **os.environ, "PYTHONPATH": str(tree)}
    ran = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    if ran.returncode == 0:
        return None
    named = re.search(r"^(?:FAILED|ERROR) (\S+)", ran.stdout, re.MULTILINE)
    if named is None:
        raise RuntimeError(f"{test} did not run:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return named[1]


def main(names: list[str]) -> int:
    unknown = set(names) - {fault.name for fault in FAULTS}
    if unknown:
        sys.stderr.write(f"There is no fault {', '.join(sorted(unknown))}.\n")
        return 2
    missed = 0
    with tempfile.TemporaryDirectory(prefix="account-graph-faults-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_BEHIND)
        chosen = [fault for fault in FAULTS if not names or fault.name in names]
        # a test that fails anyway notices nothing
        for test in dict.fromkeys(test for fault in chosen for test in fault.tests):
            if found := failing(test, tree):
                sys.stdout.write(f"{found} fails without a fault: mend that first\n")
                return 2
        for fault in chosen:
            began = time.monotonic()
            found = noticed(fault, tree)
            missed += found is None
            took = f"{time.monotonic() - began:.0f} s"
            sys.stdout.write(
                f"{'caught    ' if found else 'NOT CAUGHT'} {fault.name:42} {took:>6}  {found or fault.tests}\n"
            )
            sys.stdout.flush()
    sys.stdout.write(f"{missed} not caught\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
