"""Published formulas and ours, with the operations a reader sees in each.

python tests/benchmarks/operations.py
"""

from __future__ import annotations

import runpy
from pathlib import Path

from symcnn.algebra.forms.operation_count import operations
from symcnn.errors import SymcnnError
from symcnn.render.formula.order import arrange
from symcnn.render.formula.text import to_source


def main() -> None:
    """Derive and print."""
    published = runpy.run_path(str(Path(__file__).parents[1] / "published" / "test_derived.py"))
    longer = 0
    print(f"{'formula':<32}{'published':>9}{'ours':>6}        our form")
    for case in published["CASES"]:
        theirs = operations(case.published)
        try:
            derived = case.derived
        except SymcnnError as failure:
            print(f"{case.title:<32}{theirs:>9}{'-':>6}        {failure}")
            continue
        ours = operations(derived)
        longer += ours > theirs
        verdict = "ok" if ours <= theirs else "longer"
        print(f"{case.title:<32}{theirs:>9}{ours:>6}  {verdict:<6}{to_source(arrange(derived, {}))}")
    print(f"{longer} of {len(published['CASES'])} are longer")


if __name__ == "__main__":
    main()
