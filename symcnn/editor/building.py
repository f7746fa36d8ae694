"""Builds the playground: a static page in which the engine itself runs, with all that it needs beside it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from symcnn.editor.playground import answer, names
from symcnn.errors import NotFound
from symcnn.support.prebuilt import PACKAGE

WEB = Path(__file__).parent / "web"
ENGINE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
FIRST = """input(W, H, D)
C1: conv(F=5, K=6)
S2: subsample(F=2)
C3: conv(F=5, K=16, links=60)
S4: subsample(F=2)
C5: conv(F=5, K=120)
F6: dense(84)
out: rbf(M)
"""
"""The text with which the page opens."""
_BESIDE = ("sympy", "mpmath", "lark")
"""The packages that the engine imports; the page gets the versions that are installed."""
_BUNDLE = ("--bundle", "--minify", "--format=esm", "--log-level=warning", "--external:./engine/*")
_UNUSED = re.compile(
    r"_pyrepl/|xmlrpc/|wsgiref/|(?:imaplib|smtplib|ftplib|poplib|mailbox)\.py"
    r"|encodings/(?:cp(?!437)|mac_|iso8859|koi8|kz1048|hp_|tis_)"
)
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "tests", "benchmarks")


def build(target: Path) -> None:
    """Make the page's folder anew; the one that is there stays until the new one is whole.

    >>> from pathlib import Path
    >>> build(Path("site"))  # doctest: +SKIP

    Args:
        target: The folder.

    Raises:
        NotFound: npm is missing, or a step of the build failed.
    """
    if shutil.which("npm") is None:
        raise NotFound("npm is not installed", "the playground is built with npm, which comes with Node.js")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Beside the target, so that it can be put in its place by a name.
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="building-") as work:
            made = _made(Path(work))
            shutil.rmtree(target, ignore_errors=True)
            made.rename(target)
    except OSError as failure:
        raise NotFound(f"{target} cannot be written: {failure.strerror}", "--folder takes another place") from None


def _made(work: Path) -> Path:
    """The page's folder, made within a temporary one."""
    site, made, tools = work / "site", work / "made", work / "tools"
    (made / "engine").mkdir(parents=True)
    shutil.copytree(WEB, tools)
    _sources(site)
    bundle = shutil.make_archive(str(work / "site"), "zip", site)
    _run("npm", "install", "--silent", "--no-audit", "--no-fund", folder=tools)
    _run("node", "precompile.mjs", bundle, str(made / "packages.zip"), folder=tools)
    _run("npx", "esbuild", "app.js", "worker.js", *_BUNDLE, f"--outdir={made}", folder=tools)
    for name in ENGINE:
        shutil.copy(tools / "node_modules" / "pyodide" / name, made / "engine" / name)
    _shorten(made / "engine" / "pyodide-lock.json")
    _lighten(made / "engine" / "python_stdlib.zip")
    shutil.copy(tools / "style.css", made)
    (made / "index.html").write_text(_page(), "utf-8")
    return made


def _shorten(lock: Path) -> None:
    """Leave out the packages that Pyodide could load from elsewhere; the page loads none."""
    known = json.loads(lock.read_text("utf-8"))
    lock.write_text(json.dumps({**known, "packages": {}}), "utf-8")


def _lighten(library: Path) -> None:
    """Leave out of Python's own library the tables of old encodings and what needs a terminal or a network."""
    with ZipFile(library) as archive:
        kept = {entry: archive.read(entry) for entry in archive.infolist() if not _UNUSED.match(entry.filename)}
    with ZipFile(library, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for entry, data in kept.items():
            archive.writestr(entry, data)


def _sources(site: Path) -> None:
    """Copy the engine and the packages that it imports into a folder, as they would be installed."""
    for name in _BESIDE:
        spec = find_spec(name)
        assert spec
        assert spec.origin
        shutil.copytree(Path(spec.origin).parent, site / name, ignore=_LEFT_OUT)
    if not (PACKAGE.parent / "pyproject.toml").is_file():
        shutil.copytree(PACKAGE, site / "symcnn", ignore=_LEFT_OUT)
        return
    # A checkout has neither the grammar nor the ready-made files where an installed package has them.
    wheels = site.parent / "wheel"
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel", "--no-deps")
    _run(*pip, "--wheel-dir", str(wheels), str(PACKAGE.parent), folder=site.parent)
    (wheel,) = wheels.glob("*.whl")
    shutil.unpack_archive(wheel, site, "zip")


def _run(*command: str, folder: Path) -> None:
    # Found by name: npm and npx are scripts with an ending on Windows.
    program = shutil.which(command[0]) or command[0]
    environment = {**os.environ, "NO_UPDATE_NOTIFIER": "1"}
    done = subprocess.run(  # noqa: S603 - the commands are ours
        (program, *command[1:]), cwd=folder, check=False, capture_output=True, text=True, env=environment
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or [""]
        raise NotFound(f"the playground could not be built: {' '.join(command[:2])} failed", said[-1])


def _page() -> str:
    """The page with the answer to its first text in it, which is shown while the engine loads."""
    first_answer = json.loads(answer(json.dumps({"text": FIRST})))
    parts = {
        "FIRST": json.dumps({"text": FIRST, **first_answer}).replace("<", "\\u003c"),
        "TABLE": first_answer["table"],
        "NAMES": "".join(f"<option>{name}</option>" for name in names()),
    }
    html = (WEB / "index.html").read_text("utf-8")
    for name, text in parts.items():
        html = html.replace(f"<!-- {name} -->", text)
    return html
