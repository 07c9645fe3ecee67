"""A few hundred mutated programs through the front end, as tests/soak/fuzz_front_end.py does by the hundred thousand."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))

import front_end_corpus as corpus
import fuzz_front_end as fuzz

from rt0.base.deep import run_deep
from rt0.types.universe import UNSAFE

DATA = Path(__file__).with_name("data")


def units() -> list[corpus.Unit]:
    return [unit for path in sorted(DATA.glob("*.go")) for unit in corpus.cut([path])]


def test_mutants_are_judged_without_an_exception() -> None:
    pool = units()
    assert len(pool) > 20
    failures = []
    checked = 0

    def work() -> None:
        nonlocal checked
        for index in range(400):
            text, version = fuzz.make_input(7, index, pool)
            failure = fuzz.failure_of(text, version, {"unsafe": UNSAFE})
            if failure:
                failures.append((index, failure))
            checked += not fuzz.check(text, version, {"unsafe": UNSAFE}).syntax_errors

    run_deep(work)
    assert failures == []
    assert checked > 100  # most mutations leave the syntax right


def test_an_input_is_a_function_of_seed_and_index() -> None:
    pool = units()
    assert fuzz.make_input(1, 5, pool) == fuzz.make_input(1, 5, pool)
    assert len({fuzz.make_input(1, i, pool)[0] for i in range(50)}) > 40


def test_the_minimiser_keeps_what_fails() -> None:
    text = "".join(f"line {i}\n" for i in range(50)) + "needle\n"
    assert fuzz.minimise(text, lambda t: "needle" in t) == "needle"


def test_pieces_make_the_source_again() -> None:
    text = "package p\n\n// c\nfunc f(a int) { g(a[1], /* x */ 2) }\n"
    unit = corpus.make_unit(text)
    assert unit is not None and "".join(unit.pieces) == text
    assert ["".join(unit.pieces[a:b]).strip() for a, b in unit.spans["expr"]] == ["g(a[1], /* x */ 2)", "a[1]", "1", "2"]
