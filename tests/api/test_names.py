"""What ``import symcnn`` offers, as a shell that completes names sees it."""

from __future__ import annotations

import rlcompleter
import subprocess
import sys

import symcnn


def test_the_package_lists_what_is_public_and_nothing_else() -> None:
    assert dir(symcnn) == sorted([*symcnn.__all__, "__version__"])
    assert all(hasattr(symcnn, name) for name in dir(symcnn))


def test_a_shell_completes_what_was_never_asked_for() -> None:
    words = (
        "import symcnn, sys, rlcompleter; "
        "complete = rlcompleter.Completer({'symcnn': symcnn}).complete; "
        "print(dir(symcnn) == sorted([*symcnn.__all__, '__version__']), 'sympy' in sys.modules, "
        "complete('symcnn.pars', 0), complete('symcnn.Net', 0))"
    )
    run = subprocess.run([sys.executable, "-c", words], check=True, capture_output=True, text=True)
    assert run.stdout.split() == ["True", "False", "symcnn.parse(", "symcnn.Network("]


def test_all_is_offered_without_numpy_and_what_needs_it_says_so() -> None:
    words = (
        "import sys; sys.modules['numpy'] = None; import pydoc, symcnn\n"
        "assert 'sweep(' in pydoc.render_doc(symcnn); over = {'W': '32..64'}; net = symcnn.load('lenet5');\n"
        "for ask in (lambda: symcnn.sweep(net, over=over), lambda: net.design('macs <= 9', over)):\n"
        "    try: ask()\n"
        "    except symcnn.SymcnnError as refused: print(refused)"
    )
    run = subprocess.run([sys.executable, "-c", words], check=True, capture_output=True, text=True)
    assert run.stdout == 2 * "sweeps need numpy, which is not installed\n  pip install symcnn[numpy]\n"


def test_a_network_completes_its_results() -> None:
    completer = rlcompleter.Completer({"net": symcnn.parse("input(W, H, D); conv(F, K)")})
    assert completer.complete("net.para", 0) is not None
    assert completer.complete("net.params", 0) == "net.params"
