"""`python -m graph` is `account-graph`."""

from graph.cli import main

main()
