"""Time of the algebra as ratios to ``import sympy`` in one process, and growth with layers and with turns.

    python tests/benchmarks/algebra.py [rounds]

Every round is a process of its own: it imports SymPy, then derives and asks. The median of each ratio is printed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

BOUNDS = {
    "ResNet-152 in symbols: derived, simplified, conditions": 3.0,
    "an equation through 50 strided layers": 3.0,
    "64 times the layers, time for each layer": 2.0,
    "a repeat in symbols, 64 turns' worth against 1": 1.5,
    "conditions of a repeat in a repeat, against the import of SymPy": 6.0,
}

SCRIPT = r'''
import json, time
start = time.perf_counter(); import sympy; base = time.perf_counter() - start
import symcnn
from symcnn.algebra.exact.memo import Memo

RESNET = """
block bottleneck(K, S = 1) {
    conv(1, K, bias=false); bn; relu
    conv(3, K, stride=S, padding=1, bias=false); bn; relu
    conv(1, 4*K, bias=false); bn
}
network ResNet152(W, H, D, K, M) {
    input(W, H, D)
    conv(7, K, stride=2, padding=3, bias=false); bn; relu
    maxpool(3, stride=2, padding=1)
    for (i, n, S) in [(0, 3, 1), (1, 8, 2), (2, 36, 2), (3, 3, 2)] {
        add { { bottleneck(K*2^i, S) } { conv(1, 4*K*2^i, stride=S, bias=false); bn } }; relu
        repeat n - 1 { add { { bottleneck(K*2^i) } {} }; relu }
    }
    gap
    dense(M)
}
"""

def timed(action):
    Memo.clear()
    start = time.perf_counter()
    action()
    return time.perf_counter() - start

def resnet():
    net = symcnn.parse(RESNET)
    net.conditions
    return [net.form(key) for key in ("units", "params", "connections", "macs")]

def strided():
    text = "input(W, W, 1); " + "conv(3, 1, stride=2, padding=1); " * 50
    answer = symcnn.solve(symcnn.parse(text), "output.W == 7", "W")
    assert answer.greatest == 7 * 2**50, answer

def chain(layers):
    rows = "".join(f"conv(F_{layers}_{i}, K_{layers}_{i}, padding=P_{layers}_{i}); " for i in range(layers))
    return symcnn.parse("input(W, H, D); " + rows).derivation

def turns(count):
    text = f"input(W, H, D); repeat {count}*n as i {{ conv(3, K*2^i, padding=1); conv(3, D, padding=1) }}"
    return symcnn.parse(text).params

def nested():
    text = "input(D, D, W); repeat 2*n { repeat 3 { avgpool(k); maxpool(2, padding=1) } }"
    return symcnn.parse(text).conditions

found = [timed(resnet) / base, timed(strided) / base]
timed(lambda: chain(4))
found.append(timed(lambda: chain(512)) / timed(lambda: chain(8)) / 64)
turns(2)
found.append(timed(lambda: turns(64)) / timed(lambda: turns(1)))
found.append(timed(nested) / base)
print(json.dumps(found))
'''


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    runs = [
        json.loads(subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True, text=True).stdout)
        for _ in range(rounds)
    ]
    for (words, bound), found in zip(BOUNDS.items(), zip(*runs, strict=True), strict=True):
        print(f"{words:<60} {median(found):.2f}   (at most {bound})")


if __name__ == "__main__":
    main()
