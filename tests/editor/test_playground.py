"""What the playground's page is answered, and how it is served."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

import symcnn
from symcnn.editor.playground import answer, dropped, names
from symcnn.editor.serving import HOST, playground

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def asked(**request: object) -> dict[str, str]:
    answered: dict[str, str] = json.loads(answer(json.dumps(request)))
    return answered


def test_a_text_is_answered_with_all_parts() -> None:
    found = asked(text="input(W, H, D); C1: conv(5, K)", equation="C1.W == 28", unknown="W")
    assert found["figure"].startswith("<svg")
    assert r"\mathcal{P}" in found["latex"]
    assert "<mn>32</mn>" in found["solution"]
    assert "<mn>5</mn>" in found["sizes"]


def test_a_draft_of_the_table_has_its_cells_and_its_sums_as_derived() -> None:
    """What takes long is only the search for shorter forms of the totals."""
    text = "input(W, W, D); " + "; ".join(f"C{i}: conv(3, F_{i}, padding=1)" for i in range(3))
    found = asked(text=text, parts=["draft", "table"])
    draft, table = (found[part].partition("<tfoot>") for part in ("draft", "table"))
    assert draft[0] == table[0]
    assert len(draft[2]) > len(table[2])
    assert "draft" not in asked(text=text)


def test_in_numbers_there_are_no_sizes_to_look_for() -> None:
    text = symcnn.zoo()["lenet5"].read_text("utf-8")
    found = asked(text=text, numbers=True)
    assert found["sizes"] == ""
    assert "340,908" in found["table"]


@pytest.mark.parametrize("text", ["", "input(", "input(9, 9, 3); convv(1, 2)", "x" * 100, "input(1, 1, 1); conv(3, 1)"])
def test_what_is_wrong_is_an_answer(text: str) -> None:
    assert set(asked(text=text)) == {"mistake"}


def test_what_an_author_writes_is_no_html() -> None:
    found = asked(text='network N(W "<script>alert(1)</script>") { input(W, 9, 3); conv(3, 4) }')
    assert "<script" not in json.dumps(found).replace("\\u003c", "<") or "mistake" in found


def test_published_networks_can_be_chosen() -> None:
    assert "lenet5" in names()
    assert "network LeNet5" in asked(network="lenet5")["text"]


def test_a_dropped_file_is_read() -> None:
    layers = [{"class_name": "Dense", "config": {"units": 4, "name": "d"}}]
    config = {"class_name": "Sequential", "config": {"name": "n", "layers": layers}}
    config["config"]["build_input_shape"] = [None, 8]  # type: ignore[index]
    found = asked(file=dropped("n.json", json.dumps(config).encode()))
    assert "dense(4)" in found.get("text", "") or "mistake" in found
    assert "mistake" in asked(file=dropped("n.json", b"no model"))


@contextmanager
def served(folder: Path) -> Iterator[HTTPConnection]:
    server = playground(folder)
    server.daemon_threads = False  # closing waits for them, so that what they print is seen
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield HTTPConnection(HOST, server.server_address[1], timeout=30)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_only_the_folder_is_served_and_only_here(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("no", "utf-8")
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<p>yes", "utf-8")
    (site / "a.mjs").write_text("1", "utf-8")
    with served(site) as connection:
        for path, status, kind in [
            ("/", 200, "text/html"),
            ("/a.mjs", 200, "text/javascript"),
            ("/../secret", 404, ""),
        ]:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            assert response.status == status
            assert (response.headers["Content-Type"] or "").startswith(kind)
            assert body != b"no"


def test_a_browser_that_goes_away_leaves_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Closed with a reset in the middle of a load; leaving the block waits for the threads that answer."""
    (tmp_path / "index.html").write_text("", "utf-8")
    (tmp_path / "big").write_bytes(bytes(20_000_000))
    with served(tmp_path) as connection:
        connection.connect()
        connection.sock.sendall(b"GET /big HTTP/1.0\r\n\r\n")
        connection.sock.recv(1000)
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    assert capsys.readouterr().err == ""


def test_a_mistake_of_the_server_is_still_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "index.html").write_text("", "utf-8")
    with playground(tmp_path) as server, socket.socket() as asking:
        try:
            raise ValueError("a mistake")  # noqa: TRY301 - as a request raises it
        except ValueError:
            server.handle_error(asking, (HOST, 1))
    assert "a mistake" in capsys.readouterr().err


def test_it_needs_nothing_that_the_page_lacks() -> None:
    """The page has SymPy and Lark beside the engine; drawings and tables as HTML stand on no other package."""
    lacking = ("rich", "click", "numpy", "matplotlib", "pygls")
    asked = {"text": "input(W, H, 3); repeat n { conv(3, 3, padding=1); relu }; maxpool(2); dense(10)"}
    code = (
        f"import sys, json\nfor name in {lacking}: sys.modules[name] = None\n"
        f"from symcnn.editor.playground import answer\nprint(json.loads(answer({json.dumps(asked)!r}))['table'][:4])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("<div\n", "")
