"""Builds the playground, by default into the folder ``built`` beside this file.

python docs/playground/build.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from symcnn.editor.building import build

if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "built").resolve())
