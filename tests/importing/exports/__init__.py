"""Files as the exports of other tools write them, made by hand after those tools' habits."""

from pathlib import Path

EXPORTS = Path(__file__).parent
