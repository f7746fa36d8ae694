"""How hard properties are tried, in all tests that Hypothesis draws examples for.

Every run tries the same examples and stops at the first that fails; with ``SYMCNN_EXAMPLES=1000`` in the environment
each property is tried on so many new ones, and what fails is made small.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

CALM = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

settings.register_profile(
    "same",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=100,
    suppress_health_check=CALM,
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
)
settings.register_profile(
    "long",
    deadline=None,
    database=None,
    max_examples=int(os.environ.get("SYMCNN_EXAMPLES", "0")) or 1000,
    suppress_health_check=CALM,
    print_blob=True,
    report_multiple_bugs=False,
)
settings.load_profile("long" if os.environ.get("SYMCNN_EXAMPLES") else "same")
