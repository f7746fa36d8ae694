"""The kinds of search, as rows."""

from __future__ import annotations

from search import networks, programs
from search.outcome import Kind

KINDS = (
    Kind("networks", "networks in symbols against the same in numbers", programs.program, networks.check),
)
BY_NAME = {kind.name: kind for kind in KINDS}
