"""What an author's operation tells, so that it need not be stated: against the operation carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from counted import KINDS, count_operations
from operation_on_arrays import trace_operation

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.derive.field_windows import windows_of

if TYPE_CHECKING:
    from operation_on_arrays import Trace

    from symcnn.derive.derivation import Derivation

WEIGHTS = ("params", "connections", "macs")
SHAPES = ((7,), (6, 5), (4, 5, 4), (3, 4, 3, 3))
HEAD = "layer own(F, B: boolean = true, S = 1) {{ X' = X - 1; D' = {depth}; {operation} }} "
WEIGHTED = (
    "y[i, k] = sum(w[u, c, k]*x[i + u - 1, c] for u in box(2), c in D)",
    "y[i, k] = b[k] + sum(w[u, c, k]*x[2*i + u, c] for u in box(F), c in D)",
    "y[i, k] = -b[k] - sum(w[u, c, k]*x[i + u, c] for u in box(2), c in D)/3",
    "y[i, k] = b[i, k] + sum(w[i, c, k]*x[i, c] for c in D)",
    "y[i, k] = b[k] + sum(w[u, k]*x[i + 2*u, k] for u in box(2))",
    "y[i, k] = sum(w[c, k]*x[i + u, c] for u in box(2), c in D)",
    "y[i, k] = B*b[k] + sum(w[u, k]*x[S*i + u, k] for u in box(F))",
    "y[i, k] = sum(w[u, k]*x[i + u, k] for u in box(F)) if B else max(x[i + u, k] for u in box(F))",
    "y[i, k] = sum(w[m, k]*x[i, c] for m in [4, 7], c in D)",
    "s[i, k] = sum(w[u, c, k]*x[i + u, c] for u in box(2), c in D) y[i, k] = b[k] + s[i, k]/2",
)
COMPUTED = (
    *WEIGHTED[:2],
    "y[i, k] = max(x[2*i + u, k] for u in box(F))",
    "y[i, k] = sum(x[2*i + u, k] for u in box(F))/prod(F)",
    "y[i, k] = sqrt(sum(x[i, c]^2 for c in D))",
    "y[i, k] = x[i, k]*tanh(x[i, k])/(2 + exp(x[i, k]))",
    "y[i, k] = w[k]*x[i, k] + b[k]",
    "y[i, k] = min(max(-x[i, k], 2), 7) - 1",
    "y[i, k] = prod(x[i, 2*k + m] for m in F)",
    "y[i, k] = sum(x[j, k] for j in X)/prod(X)",
    "y[i, k] = 3*x[i, k]",
    "s[i, k] = sum(x[i + u, k] for u in box(2)) y[i, k] = s[i, k]/(1 + exp(s[i, k]))",
    "p[i, k] = x[i - 1, k]*2 q[i, k] = tanh(p[i + 1, k]) y[i, k] = max(0, q[i, k])",
    "y[i, k] = max(x[(i + 1) + 2*u - 1, k] for u in box(2))",
)
UNTOLD = (
    ("params", "y[i, k] = w[2*k]*x[i, k]"),
    ("params", "y[i, k] = v[k]*x[i, k]"),
    ("params", "y[i, k] = (x[i, k] - w[k])^2"),
    ("macs", "y[i, k] = w[k]*sum(x[i + u, k] for u in box(2))"),
    ("macs", "y[i, k] = sum(w[k]*x[i, k] for m in F)"),
    ("additions", "y[i, k] = x[i, k] + x[i + 1, k]"),
    ("additions", "y[i, k] = sum(x[i, c] for c in k + 1)"),
    ("multiplications", "y[i, k] = sum(x[i + u, k]^2 for u in box(2))"),
    ("multiplications", "y[i, k] = x[i, k]^3"),
    ("exponentials", "y[i, k] = tanh(B*x[i, k])"),
    ("additions", "m[k] = sum(x[i, k] for i in X) y[i, k] = x[i, k] - m[k]"),
    ("additions", "s[k] = sum(x[c, 0] for c in k) y[i, k] = sum(s[c] for c in 2)"),
)
"""What an operation leaves open: entries that several outputs may share, other arrays, sums behind a product."""


def derived(operation: str, shape: tuple[int, ...], depth: str = "D", call: str = "own(2)") -> Derivation:
    sizes = ", ".join(map(str, shape))
    return symcnn.parse(f"{HEAD.format(depth=depth, operation=operation)} input({sizes}, 2); {call}").derivation


def traces_of(derivation: Derivation) -> list[Trace]:
    layer = derivation.layers[-1]
    return list(trace_operation(layer.step.layer, layer.step.values, layer.received).values())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("operation", WEIGHTED)
def test_weights_links_and_products(operation: str, shape: tuple[int, ...]) -> None:
    derivation = derived(operation, shape, depth="3" if "c in D" in operation else "D")
    links = [term for trace in traces_of(derivation) for term in trace if {array for array, _ in term} - {"x"}]
    products = [term for term in links if "x" in {array for array, _ in term}]
    weights = {read for term in links for read in term if read[0] != "x"}
    assert [derivation.of_layer(0, key) for key in WEIGHTS] == [len(weights), len(links), len(products)]


@pytest.mark.parametrize("shape", SHAPES[:3])
@pytest.mark.parametrize("operation", COMPUTED)
def test_elementary_operations(operation: str, shape: tuple[int, ...]) -> None:
    derivation = derived(operation, shape, depth="1" if "prod(x" in operation else "D")
    layer = derivation.layers[-1]
    counted = count_operations(layer.step.layer, layer.step.values, layer.received)
    assert {kind: derivation.of_layer(0, kind) for kind in KINDS} == counted


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("operation", [*WEIGHTED, *COMPUTED])
def test_windows(operation: str, shape: tuple[int, ...]) -> None:
    """What the first output sees begins where the window does, and reaches as far."""
    derivation = derived(operation, shape, depth="1")
    layer, domain = derivation.layers[-1], Exact()
    windows = windows_of(layer, domain)
    assert windows is not None
    for index, trace in trace_operation(layer.step.layer, layer.step.values, layer.received).items():
        for axis, (size, stride, padding, *_) in enumerate(windows):
            seen = [place[axis] for term in trace for array, place in term if array == "x"]
            first = 0 if "for j in X" in operation else index[axis] * stride - padding
            assert (min(seen), max(seen)) == (first, first + size - 1)


def test_a_function_of_a_sum_hands_on_what_is_in_it() -> None:
    """As of a convolution with the activation behind it: LeCun et al. count the squashing function into the layer."""
    operation = "y[i, k] = tanh(b[k] + sum(w[c, k]*x[i, c] for c in D))"
    net = symcnn.parse(f"{HEAD.format(depth='F', operation=operation)} input(8, 3); own(5)")
    assert (net.params, net.connections, net.macs, net.depth) == (4 * 5, 7 * 4 * 5, 7 * 3 * 5, 1)


@pytest.mark.parametrize(("key", "operation"), UNTOLD)
def test_what_an_operation_leaves_open_is_not_stated(key: str, operation: str) -> None:
    assert derived(operation, (6,)).of_layer(0, key) is None


def test_what_is_stated_stands() -> None:
    stated = "macs = 7; params = 5; window = (9, 1, 0); y[i, k] = sum(w[c, k]*x[i, c] for c in D)"
    net = symcnn.parse(f"{HEAD.format(depth='D', operation=stated)} input(8, 3); own(2)")
    assert (net.macs, net.params, net.connections) == (7, 5, 7 * 3 * 3)


def test_a_kernel_along_each_axis() -> None:
    operation = "y[i, k] = sum(w[u, k]*x[i + u, k] for u in F)"
    assert derived(operation, (8, 9), call="own((2, 3))").of_layer(0, "params") == 12


def test_an_index_that_means_two_things_tells_no_window() -> None:
    operation = "m[k] = sum(x[i, k] for i in X) y[i, k] = max(x[i, k], m[k])"
    assert windows_of(derived(operation, (6,)).layers[-1], Exact()) is None


def test_what_only_puts_values_elsewhere_moves_them() -> None:
    moved = [derived(f"y[i, k] = x[{place}, k]", (6,)).of_layer(0, "values_moved") for place in ("i", "i + 1")]
    assert moved == [0, 6 * 2 + 5 * 2]
