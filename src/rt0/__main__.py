"""`python -m rt0`: the same as the command rt0."""

from __future__ import annotations

import sys

from rt0.cli.__main__ import main

sys.exit(main())
