"""Makes the parts of documents that come from the declarations anew, in the files that it is given."""

import sys
from pathlib import Path

from . import regenerate

for name in sys.argv[1:]:
    file = Path(name)
    file.write_text(regenerate(file.read_text(encoding="utf-8")), encoding="utf-8")
