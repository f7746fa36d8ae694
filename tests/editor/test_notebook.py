"""``%%cnn`` in a notebook's cell."""

from __future__ import annotations

from typing import Any

import symcnn


class Shell:
    """What of IPython's shell an extension uses."""

    def __init__(self) -> None:
        self.magics: dict[str, Any] = {}
        self.names: dict[str, Any] = {}
        self.errors: list[str] = []

    def register_magic_function(self, function: Any, kind: str, name: str) -> None:
        assert kind == "cell"
        self.magics[name] = function

    def push(self, names: dict[str, Any]) -> None:
        self.names.update(names)

    def write_err(self, words: str) -> None:
        self.errors.append(words)


def loaded() -> Shell:
    shell = Shell()
    symcnn.load_ipython_extension(shell)
    return shell


def test_a_cell_is_a_network_and_has_a_name() -> None:
    shell = loaded()
    shown = shell.magics["cnn"]("lenet", "input(9, 9, 3)\nconv(3, K)\n")
    assert str(shown.params) == "28*K"
    assert shell.names == {"lenet": shown}


def test_a_mistake_in_a_cell_is_told_with_its_place() -> None:
    shell = loaded()
    assert shell.magics["cnn"]("", "input(9, 9, 3)\nconvv(3, K)\n") is None
    assert "<cell>:2:1" in shell.errors[0]
    assert not shell.names


def test_a_name_that_python_cannot_have_is_refused() -> None:
    shell = loaded()
    assert shell.magics["cnn"]("2 x", "input(9, 9, 3)\nconv(3, K)\n") is None
    assert not shell.names
