"""The program's files, but for its frozen migrations."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = sorted(
    file
    for file in (ROOT / "graph").rglob("*.py")
    if not file.is_relative_to(ROOT / "graph/models/migrations")  # frozen: tests/models/test_migrations.py
)
PARTS = {str(file.relative_to(ROOT)): file for file in FILES}


def parts_of(*packages: str) -> list[str]:
    """The files of these packages."""
    return [part for part in PARTS if part.startswith(tuple(package.replace(".", "/") + "/" for package in packages))]
