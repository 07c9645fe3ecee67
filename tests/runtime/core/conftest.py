"""Lets the tests of core import sched_support, which lies with the tests of sched."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "sched"))
