"""What is shipped works where nothing else is: in an empty environment, from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
SHIPPED = ("*.py", "*.cnn", "*.js", "*.mjs", "*.css", "*.html", "*.json")

pytestmark = [pytest.mark.packaging, pytest.mark.slow]


def run(*command: str | Path, cwd: Path) -> str:
    """The output of a command that sees no checkout through the environment."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run(command, cwd=cwd, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an sdist and of the wheel built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    """The wheel."""
    (found,) = dist.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def unpacked(dist: Path) -> Path:
    """The sdist, unpacked."""
    (found,) = dist.glob("*.tar.gz")
    run(sys.executable, "-m", "tarfile", "-e", found, dist, cwd=dist)
    return dist / found.name.removesuffix(".tar.gz")


def shipped(folder: str, pattern: str) -> set[str]:
    return {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob(pattern)}


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    expected = {
        "symcnn/py.typed",
        "symcnn/syntax/tables.bin",
        "symcnn/model/shipped.bin",
        "symcnn/network/catalogue.bin",
    }
    expected |= {name for pattern in SHIPPED for name in shipped("symcnn", pattern)}
    expected |= {f"symcnn/{name}" for name in shipped("grammar", "*.lark")}
    assert names == expected


def test_the_sdist_holds_what_it_takes_to_work_on_it(unpacked: Path) -> None:
    for folder in ("symcnn", "grammar", "tests", "docs"):
        missing = {name for name in shipped(folder, "*.py") if not (unpacked / name).is_file()}
        assert not missing


@pytest.mark.parametrize("way", ["wheel", "editable"])
def test_installed_into_an_empty_environment_it_derives_lenet(
    way: str, wheel: Path, unpacked: Path, tmp_path: Path
) -> None:
    scripts = tmp_path / "env" / SCRIPTS
    venv.create(tmp_path / "env", with_pip=True)
    what = [wheel] if way == "wheel" else ["--editable", unpacked]
    run(scripts / "python", "-m", "pip", "install", "--quiet", "--no-compile", *what, cwd=tmp_path)
    output = run(scripts / "symcnn", "derive", "lenet5", "--numbers", cwd=tmp_path).replace(",", "")
    assert "60000" in output
    assert "340908" in output
