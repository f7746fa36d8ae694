"""Every column of every published network is printed, those of receptive fields and of work included."""

from __future__ import annotations

import pytest
from fast_rows import some_fast

import symcnn


@pytest.mark.parametrize("name", some_fast(symcnn.zoo(), 24))
def test_all_columns_of_a_published_network(name: str) -> None:
    page = symcnn.load(name).numbers().table(columns="all")
    assert "receptive field" in page
    assert "training" in page
