"""Builds the playground: a static page in which the engine itself runs, with all that it needs beside it.

    python docs/playground/build.py [FOLDER]

Needs npm and pip; the page that it makes asks no other host for anything. The folder is ``built`` beside this file
unless another one is named.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from symcnn.editor.playground import answer, names

HERE = Path(__file__).parent
PACKAGES = ("sympy", "mpmath", "lark")
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


def run(*command: str | Path, folder: Path) -> None:
    """Run a command, and stop where it fails."""
    subprocess.run(command, cwd=folder, check=True)


def packages(folder: Path, project: Path) -> None:
    """The wheels of the engine and of what it stands on."""
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "download", "--no-deps", "--dest", folder, *PACKAGES, folder=project)
    run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, ".", folder=project)


def page() -> str:
    """The page with an answer in it, which is there while the engine loads."""
    found = json.loads(answer(json.dumps({"text": FIRST})))
    parts = {
        "FIRST": json.dumps({"text": FIRST, **found}).replace("<", "\\u003c"),
        "TABLE": found["table"],
        "NAMES": "".join(f"<option>{name}</option>" for name in names()),
    }
    html = (HERE / "src" / "index.html").read_text("utf-8")
    for name, text in parts.items():
        html = html.replace(f"<!-- {name} -->", text)
    return html


def build(target: Path) -> None:
    """Make the page's folder anew."""
    with tempfile.TemporaryDirectory() as work:
        wheels, made, tools = Path(work, "wheels"), Path(work, "made"), Path(work, "tools")
        for folder in (wheels, made / "engine", tools):
            folder.mkdir(parents=True)
        packages(wheels, HERE.parents[1])
        for file in (HERE / "package.json", HERE / "precompile.mjs", *(HERE / "src").glob("*.js")):
            shutil.copy(file, tools)
        run("npm", "install", "--silent", "--no-audit", "--no-fund", folder=tools)
        run("node", "precompile.mjs", wheels, made / "packages.zip", folder=tools)
        flags = ("--bundle", "--minify", "--format=esm", "--log-level=warning", "--external:./engine/*")
        run("npx", "esbuild", "app.js", "worker.js", *flags, f"--outdir={made}", folder=tools)
        for name in ENGINE:
            shutil.copy(tools / "node_modules" / "pyodide" / name, made / "engine" / name)
        shutil.copy(HERE / "src" / "style.css", made)
        (made / "index.html").write_text(page(), "utf-8")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE / "built")
