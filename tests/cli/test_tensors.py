"""SymPy's tensors and permutation groups, which no formula is made of, are never loaded by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from fast_rows import some_fast

import symcnn

EACH = """
import os, sys
import symcnn.__main__ as command
from symcnn.support.without_tensors import spare_tensors

def ended(status):
    os._exit(2 if status else "sympy.combinatorics" in sys.modules or not "sympy.core.add" in sys.modules)

command._end = ended
spare_tensors()  # as `run` does, only before the fork, and SymPy once for all of them
import symcnn
symcnn.load("lenet5").table()  # whatever a table needs is there, and `ended` would see what that loads
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        sys.argv[1:] = ["derive", name]
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        command.run()
    _, status = os.waitpid(child, 0)
    if status:
        print(name, status)
"""
"""Derives networks, each in a fork that is ended as the command is, and prints the names of those that load them."""


def loading(seed: int, *names: str) -> str:
    """The networks whose derivation loads them, in a process whose texts are hashed by a seed."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-c", EACH, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert not done.stderr
    return done.stdout


@pytest.mark.parametrize("seed", some_fast(range(3)))
def test_a_table_in_symbols_loads_no_tensors(seed: int) -> None:
    assert loading(seed, "dcgan_generator", "densenet", "vgg", "unet", "espcn", "se_resnet50") == ""


@pytest.mark.slow
def test_no_published_network_loads_tensors() -> None:
    assert loading(4, *symcnn.zoo()) == ""


def test_who_asks_for_tensors_gets_them() -> None:
    code = (
        "from symcnn.support.without_tensors import spare_tensors\n"
        "spare_tensors()\n"
        "from sympy import Symbol\n"
        "from sympy.tensor.tensor import TensorIndexType, tensor_indices, TensorHead, TensExpr\n"
        "euclid = TensorIndexType('euclid')\n"
        "i, j = tensor_indices('i j', euclid)\n"
        "sum = TensorHead('A', [euclid])(i) + TensorHead('B', [euclid])(i)\n"
        "print(isinstance(sum, TensExpr), sum, Symbol('x') + 1)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True A(i) + B(i) x + 1\n"
