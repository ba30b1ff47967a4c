"""Writes the metadata that depends on where the repository is published: project URLs, and the README's links.

The address is read from REPOSITORY_URL when the package is built (https://HOST/OWNER/NAME). Relative links of the
README become absolute there, since an index of packages has no files beside it. Without an address a link becomes its
text.
"""

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://|#)([^)]+)\)")


class RepositoryMetadata(MetadataHookInterface):
    """Adds `readme` and, where the address is known, `urls`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Called by hatchling with the metadata of pyproject.toml."""
        address = os.environ.get("REPOSITORY_URL", "").rstrip("/")
        readme = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        text = links_made_absolute(readme, address, f"v{metadata['version']}")
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        if address:
            metadata["urls"] = {
                "Repository": address,
                "Issues": f"{address}/issues",
                "Changelog": f"{address}/blob/HEAD/CHANGELOG.md",
                "Documentation": f"{address}/tree/HEAD/docs",
            }


def links_made_absolute(text: str, address: str, tag: str) -> str:
    """Returns Markdown whose relative links lead to the files of a tagged version; without address, plain text."""
    return RELATIVE_LINK.sub(rf"[\1]({address}/blob/{tag}/\2)" if address else r"\1", text)
