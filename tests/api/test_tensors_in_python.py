"""A derivation in Python builds its sums so that SymPy does not import its tensors for them."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys, symcnn
for name in ("squeezenet1_0", "stackedhourglass", "deepface"):
    assert symcnn.load(name).with_defaults(["W", "H"]).macs.free_symbols
    print(name, "sympy.combinatorics" in sys.modules)
"""


def test_totals_in_symbols_load_no_tensors() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout == "squeezenet1_0 False\nstackedhourglass False\ndeepface False\n"
