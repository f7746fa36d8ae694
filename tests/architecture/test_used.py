"""Nothing stands in the package that nothing uses."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from package_trees import text_of, tree_of

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "symcnn").rglob("*.py"))
BUILD = ROOT / "grammar" / "compile_tables.py"
CALLED_BY_NAME = {
    "__dir__": "Python calls it for `dir(symcnn)`",
    "load_ipython_extension": "IPython calls it for `%load_ext symcnn`",
}
"""Functions that others call, and who."""


def test_every_function_of_a_module_is_used() -> None:
    texts = {path: text_of(path) for path in (*FILES, BUILD)}
    mentions = Counter(word for text in texts.values() for word in re.findall(r"\w+", text))
    unused = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in FILES
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.decorator_list
        if mentions[node.name] == 1 and node.name not in CALLED_BY_NAME
    ]
    assert unused == []
