"""The parts of documents that are made from the declarations: ``python -m graph.explaining docs/*.md`` makes them anew.

Such a part stands between ``<!-- made: NAME -->`` and ``<!-- end -->``.
"""

import re
from collections.abc import Callable, Mapping

from .files import field_tables

PARTS: Mapping[str, Callable[[], str]] = {"import fields": field_tables}
"""What makes each part, by name."""

_PART = re.compile(r"(<!-- made: ([\w ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def regenerate(text: str) -> str:
    """A document's text with its made parts as they should be; KeyError where nothing makes one of them."""
    return _PART.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n\n{found[3]}", text)
