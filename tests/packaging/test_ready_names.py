"""Which text defines a name is looked up among ready-made names; a text that changed since is found all the same."""

from __future__ import annotations

import pytest

from symcnn.errors import NotFound
from symcnn.model import shipped
from symcnn.model.library import from_prelude
from symcnn.model.shipped import ZOO
from symcnn.network.load import find

STALE = {
    "it stands elsewhere now": {"LeNet5": "zoo/alexnet.cnn", "relu": "prelude/merge.cnn"},
    "the file is gone": {"LeNet5": "zoo/gone.cnn", "relu": "prelude/gone.cnn"},
    "it came since": {},
}


@pytest.mark.parametrize("names", STALE.values(), ids=STALE)
def test_changed_texts(names: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "_ready_names", lambda _folder: names)
    from_prelude.cache_clear()
    assert find("lenet-5") == (ZOO / "lenet5.cnn", "LeNet5")
    layer = from_prelude("relu")
    assert layer is not None
    assert layer.span.source.name == "prelude/activation.cnn"
    assert from_prelude("no_such_layer") is None


def test_several_networks_are_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"Net_1": "zoo/a.cnn", "Net1": "zoo/b.cnn"}
    monkeypatch.setattr(shipped, "_ready_names", lambda _folder: names)
    with pytest.raises(NotFound, match="may mean Net_1 or Net1"):
        find("n-e-t-1")
