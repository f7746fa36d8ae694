"""Build hook of the wheel: ships the grammar, the parser's tables made from it, and networks and layers as parsed.

Making them takes ten times as long as reading them, so it is done once, here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTables(BuildHookInterface[Any]):
    """Runs before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature
        """Write the tables into the package and place the grammar beside them."""
        sys.path.insert(0, self.root)
        from symcnn.model.shipped import compile_shipped  # noqa: PLC0415
        from symcnn.network.catalogue import compile_listing  # noqa: PLC0415 - not installed, found by the line above
        from symcnn.syntax.tables import compile_tables  # noqa: PLC0415

        Path(self.root, "symcnn/syntax/tables.bin").write_bytes(compile_tables())
        Path(self.root, "symcnn/model/shipped.bin").write_bytes(compile_shipped())
        Path(self.root, "symcnn/network/catalogue.bin").write_bytes(compile_listing())
        # An editable install ignores this list and finds the grammar where it is.
        for file in Path(self.root, "grammar").glob("*.lark"):
            build_data["force_include"][str(file)] = f"symcnn/grammar/{file.name}"
