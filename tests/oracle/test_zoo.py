"""Every network of the zoo, run in PyTorch without values: shapes, parameters and multiply-accumulates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch_agreement

import symcnn
from symcnn.api import zoo

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("torch")]


@pytest.mark.parametrize("name", zoo())
def test_published_network(name: str, compared: Callable[..., None]) -> None:
    net = symcnn.load(name).numbers()
    compared(**{"published networks": 1, "layers": len(net)})
    assert not torch_agreement.disagreements(net, {})
