"""`python -m tests.faults [NAME…]`: plant each fault, run its tests, say which one noticed.

As many faults are tried at once as there are processors. The exit code is 1 where a fault went unnoticed.
ACCOUNT_GRAPH_TEST_SEED draws other worlds.
"""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from . import ROOT, VARIABLE, Fault
from .every import FAULTS

SHORT = {"ACCOUNT_GRAPH_TEST_SEED": "7", "ACCOUNT_GRAPH_TEST_WORLDS": "6", "ACCOUNT_GRAPH_TEST_PAIRS": "9000"}
"""Shorter runs than tests usually are: enough to notice."""
LONGEST = 900.0


def noticed(fault: Fault) -> tuple[str | None, float]:
    """The first test that fails for the fault, and the seconds until then."""
    began = time.monotonic()
    failures = (failing(test, fault.name) for test in fault.tests)
    return next(filter(None, failures), None), time.monotonic() - began


def failing(test: str, fault: str = "") -> str | None:
    """The first test of a file that fails with this fault, or with none."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    if fault:
        command += ["-p", "tests.faults.plugin"]
    environment = {**SHORT, **os.environ, VARIABLE: fault}
    ran = subprocess.run(
        [*command, test], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
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
    chosen = [fault for fault in FAULTS if not names or fault.name in names]
    missed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # a test that fails anyway notices nothing
        for found in pool.map(failing, dict.fromkeys(test for fault in chosen for test in fault.tests)):
            if found:
                sys.stdout.write(f"{found} fails without a fault: mend that first\n")
                return 2
        for fault, (found, seconds) in zip(chosen, pool.map(noticed, chosen), strict=True):
            missed += found is None
            took = f"{seconds:.0f} s"
            sys.stdout.write(
                f"{'caught    ' if found else 'NOT CAUGHT'} {fault.name:42} {took:>6}  {found or fault.tests}\n"
            )
            sys.stdout.flush()
    sys.stdout.write(f"{missed} not caught\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
