"""The schema of what ``--format json`` prints: what verbs print fits it, and they print nothing else."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast
from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA: dict[str, Any] = json.loads(Path(__file__).parents[2].joinpath("docs", "output.schema.json").read_text("utf-8"))
OF_LAYER = {"formula": "formula_of_layer"}
"""Verbs whose definition has another name."""
COMMANDS = """
derive lenet5
derive lenet5 --numbers --shares --columns all
derive resnet_basic --numbers --by 1
derive inception_v3
derive unet --columns all
derive mobilenet_v2
derive -e "input(W, 8); repeat n as i { conv(3, 8*(i + 1)) }; dense(M)" --columns all
derive -e "layer mine(K) { X' = X; D' = K } input(W, 3); mine(4); aux: head { dense(3) }; dense(5)"
derive -e "input(W, D); assume W >= 4; let k = floor(W/2); conv(3, k); conv(3, k)"
derive -e "input(T, 3); C: conv(1, 144 if g == 1 else 200); dense(M)"
derive lenet5 --leading W
explain lenet5
explain mobilenet_v2
exercise lenet5
exercise lenet5 --solutions
sizes unet
sizes vgg16
sizes -e "input(W, 8); repeat n { maxpool(2) }"
solve lenet5 "params <= 100000" --for D
solve -e "input(W, 8); conv(F, 3, padding=P)" "output.W == W" --for P
solve -e "input(W, 8); conv(F, 3, stride=S)" "output.W >= S" --for W
solve -e "input(W, 8); conv(3, K)" "params == 0" --for K
solve -e "input(W, 8); conv(F, K)" "params <= 100" --for F,K --bound F=1..9 --bound K=1..9
compare resnet18 vgg11 --of params,macs --numbers
compare -e "input(N); dense(K)" -e "input(N); dense(8)"
memory lenet5
memory -e "input(W, 8); conv(3, K)" --batch N --optimizer adam
reconcile -e "input(W, 8); conv(3, K); relu; bn"
zoo lenet
formula
sweep -e "input(W, 8); conv(3, K)" --over K=1..3 --over W=2..9 --of params,macs --front params:min,output.W:max
"""


def closed(schema: Any) -> Any:
    """The schema as it is, but that an object may hold no field that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if "properties" in schema and "additionalProperties" not in schema else {}
    return {key: closed(value) for key, value in schema.items()} | more


def check(verb: str, data: object) -> None:
    asked = {"$ref": f"#/$defs/{OF_LAYER.get(verb, verb)}"}
    for schema in (SCHEMA, {**SCHEMA, "$defs": {name: closed(part) for name, part in SCHEMA["$defs"].items()}}):
        Draft202012Validator({**schema, **asked}).validate(data)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("command", some_fast(COMMANDS.strip().splitlines()))
def test_what_a_verb_prints_fits(command: str, run: Callable[..., Any]) -> None:
    verb, *rest = shlex.split(command)
    result = run(verb, *rest, "--format", "json")
    assert result.status == 0, result.err
    check(verb, json.loads(result.out))


def test_every_verb_with_data_is_tried() -> None:
    tried = {line.split()[0] for line in COMMANDS.strip().splitlines()}
    assert {OF_LAYER.get(verb, verb) for verb in tried} <= SCHEMA["$defs"].keys()


def test_other_data_does_not_fit() -> None:
    errors = Draft202012Validator({**SCHEMA, "$ref": "#/$defs/memory"}).iter_errors({"weights": 1.5})
    assert len(list(errors)) > 1
