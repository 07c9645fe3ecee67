"""What all tests share: `--update`, which writes the golden files anew instead of comparing with them, and one cache
folder for all programs that the tests compile, so that the user's own is left alone and the runtime is compiled once.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

# A suite that runs in the background of a shell has these ignored, and programs that it starts would inherit that, as Go's do.
for _number, _handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL), (signal.SIGQUIT, signal.SIG_DFL)):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _handler)

os.environ.setdefault("RT0_CACHE", str(Path(__file__).resolve().parents[1] / ".pytest_cache" / "rt0"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write golden files anew; read the difference afterwards")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """`golden(path, text)`: text must be what the file holds; with --update it becomes that."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--update"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), (
            f"{path.name} differs; see it with pytest --update and git diff"
        )

    return check
