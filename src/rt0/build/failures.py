"""How a wrong program leaves the pipeline: diagnostics as gc prints them."""

from __future__ import annotations

from rt0.base.diagnostics import Sink


class BuildFailed(Exception):
    """The program is wrong. `text` is what to print, `sink` the diagnostics themselves. Exit status 1."""

    def __init__(self, sink: Sink, limit: int = 10) -> None:
        super().__init__("build failed")
        self.sink = sink
        self.text = sink.format(limit)
