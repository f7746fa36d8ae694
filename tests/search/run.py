"""Search for wrong answers by hand: ``python tests/search/run.py --kind networks --seconds 3600 --seed 17``.

``--list`` shows the kinds. Every disagreement is printed as a small text, then what was counted; the end
is 1 if there was one.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "support")]

from command import main  # noqa: E402 - it is found only now

if __name__ == "__main__":
    sys.exit(main())
