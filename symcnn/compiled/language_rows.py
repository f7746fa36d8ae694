"""The languages that formulas are compiled to, as rows; who only lists them imports nothing else."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES: Mapping[str, str] = {
    "python": "symcnn.compiled.compiled_function:CompiledFunction",
    "numpy": "symcnn.compiled.array_function:NumpyFunction",
    "c": "symcnn.compiled.foreign_functions:CFunction",
    "js": "symcnn.compiled.foreign_functions:JavaScriptFunction",
    "sql": "symcnn.compiled.foreign_functions:SqlFunction",
}
"""By the word for the language, where its functions are made."""
