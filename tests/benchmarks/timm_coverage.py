"""Which models of timm can be read: the first and the last of each of its model files, exact or refused, and why.

    python tests/benchmarks/timm_coverage.py [NAME...] [--json FILE] [--known FILE...] [--page docs/timm.md]

Each model is traced at the size that timm names for it; its counts are compared with PyTorch's own.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import time
import warnings
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / "support"), str(Path(__file__).parents[2])]

from torch_timm import first_and_last, timm_model

from symcnn.bridges.imported import ModelSample, to_network
from symcnn.bridges.torch_trace import trace_module
from symcnn.bridges.whole_text import AXES, SymbolOrigin
from symcnn.errors import SymcnnError

SECONDS = 120
"""What one model may take, in time of the processor."""


def measured(name: str) -> dict[str, Any]:
    """One row of the table."""
    start = time.process_time()
    signal.signal(signal.SIGPROF, _late)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    row: dict[str, Any] = {"model": name}
    try:
        module = timm_model(name)
        size = tuple(module.pretrained_cfg.get("input_size") or (3, 224, 224))
        row["input"] = size
        sizes = dict(zip(AXES, reversed(size[1:]), strict=False))
        origins = [SymbolOrigin(axis, length, "a guess") for axis, length in sizes.items()]
        origins.append(SymbolOrigin("D", size[0], "a guess"))
        net = to_network([ModelSample(sizes, trace_module(module, size))], origins)
        numbers = net.numbers()
        row |= {"verdict": "exact", "params": int(numbers.params), "macs": int(numbers.macs)}
        row["lines"] = len(net.source.splitlines())
    except SymcnnError as refusal:
        verdict = "differs" if "the text would have" in refusal.message else "refused"
        row |= {"verdict": verdict, "reason": re.sub(r"/\S*/(site-packages|tests)/", "", refusal.message)}
    except Exception as failure:  # noqa: BLE001 - whatever it is, it belongs into the table
        row |= {"verdict": "failed", "reason": f"{type(failure).__name__}: {failure}"[:300]}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return row | {"seconds": round(time.process_time() - start, 1)}


def _late(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def page(rows: list[dict[str, Any]]) -> str:
    """The table as a page."""
    import torch
    from torch_timm import timm

    verdicts = Counter(row["verdict"] for row in rows).most_common()
    counted = ", ".join(f"{count} {verdict}" for verdict, count in verdicts)
    reasons = Counter(kind_of(row["reason"]) for row in rows if row["verdict"] != "exact")
    lines = [
        "# Models of timm",
        "",
        "Written by `tests/benchmarks/timm_coverage.py`: the first and the last registered model of each model file of",
        f"timm {timm().__version__}, traced by PyTorch {torch.__version__.split('+')[0]} at the size that timm names.",
        "*Exact*: parameters and multiply-accumulates of the text equal `sum(numel)` and half of what",
        "`FlopCounterMode` counts. *Differs*: the import refuses the model, since its text would have other counts.",
        "",
        f"{len(rows)} of {len(first_and_last())} models: {counted}.",
        "",
        "| what stops a model | models |",
        "|---|---:|",
        *(f"| {reason} | {count} |" for reason, count in reasons.most_common()),
        "",
        "| model | input | parameters | multiply-accumulates | lines | or what it does |",
        "|---|---|---:|---:|---:|---|",
        *map(_row, rows),
        "",
    ]
    return "\n".join(lines)


def kind_of(reason: str) -> str:
    """What stops a model, without the place."""
    words = re.sub(r" \((aten\.[\w.]+).*", r" (\1)", reason)
    words = re.sub(r" \(in .*", "", words)
    words = re.sub(r"^(\S+: )?the text would have .*", "the counts differ", words)
    return re.sub(r"parameters that no traced layer uses.*", "parameters that no traced layer uses", words)[:100]


def _row(row: dict[str, Any]) -> str:
    size = "×".join(map(str, (*row.get("input", ())[1:], *row.get("input", ())[:1])))
    if row["verdict"] == "exact":
        return f"| {row['model']} | {size} | {row['params']:,} | {row['macs']:,} | {row['lines']} | |"
    return f"| {row['model']} | {size} | | | | {row['verdict']}: {row['reason'].replace('|', '/')} |"


def main() -> None:
    """Measure, and write what was asked for."""
    parser = ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--known", type=Path, action="append", default=[], help="rows that were measured before")
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    known = {
        row["model"]: row for file in options.known for row in map(json.loads, file.read_text("utf-8").splitlines())
    }
    rows = []
    for name in options.names or [name for name in first_and_last() if not known or name in known]:
        rows.append(known.get(name) or measured(name))
        print(json.dumps(rows[-1]), flush=True)
        if options.json:
            options.json.write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    if options.page:
        options.page.write_text(page(rows), "utf-8")


if __name__ == "__main__":
    main()
