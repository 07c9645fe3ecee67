"""Target machines and pass pipelines: how much LLVM does at -O0, -O1 and -O2.

Invariants:
- The code is position independent with the small code model: one object serves the executable and the Python process
  (see abi/ir.py on `dso_local`). Against the static model a loop over a global array has one `lea` more before it.
- Pipelines are LLVM's own (PassBuilder) with a few tunings, because a hand-made order of passes is what has to be
  re-measured with every LLVM. What was measured is in docs/native.md.
- A target machine is made once for each `Target` and level (0.3 ms, and 0.6 ms for asking the host's features).

llvmlite is imported by the functions, not by the module. Nothing here may be called from two threads at once:
llvmlite holds one lock around LLVM anyway; `objects.compile_many` uses processes.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rt0.base.errors import InternalError
from rt0.base.options import Options
from rt0.base.records import dataclass

if TYPE_CHECKING:
    from llvmlite import binding

TRIPLE = "x86_64-unknown-linux-gnu"

GOAMD64 = {"v1": "x86-64", "v2": "x86-64-v2", "v3": "x86-64-v3", "v4": "x86-64-v4"}
"""LLVM's name of each GOAMD64 level."""


# A scatter stores element by element, whatever the vectors before it won; and what is then read as one vector is not forwarded from
# those stores but waits for the cache. nbody on a processor with AVX-512: 0.62 of Go's time without, 1.02 with.
_TUNING = "+prefer-no-scatter"


@dataclass(slots=True, frozen=True)
class Target:
    """The machine that code is made for. `cpu` is "host" or an LLVM name; `features` as in "+avx2,-sse4a"."""

    cpu: str = "host"
    features: str = ""

    @staticmethod
    def goamd64(level: str) -> Target:
        """The target of a GOAMD64 level ("v1" to "v4"); ValueError for another."""
        if level not in GOAMD64:
            raise ValueError(f"invalid GOAMD64: must be v1, v2, v3 or v4, not {level!r}")
        return Target(GOAMD64[level])


_PLAIN = Target(GOAMD64["v1"])


def target_of(options: Options) -> Target:
    """The machine that a compilation is for: this one unless GOAMD64 says otherwise."""
    return Target.goamd64(options.goamd64) if options.goamd64 else Target()


@cache
def llvm() -> object:
    """llvmlite.binding, initialised for this processor. (The result is typed as object; see `binding_of`.)"""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    binding.initialize_native_asmparser()
    # Sums of floats keep their order (Go allows no other), but what is summed may be computed in vectors: LLVM knows how
    # and is only not told to on x86. Spectralnorm's divisions: 0.54 s against 0.88 s.
    binding.set_option("rt0", "-force-ordered-reductions=true")
    # Loop strength reduction may keep nothing of an object in a loop but a pointer before its start or past its end, which the
    # conservative scan of stacks would not take for the object. x86 addresses arrays as well without it: matmul 0.54 s with and
    # 0.55 s without, fannkuch 2.36 and 2.29, sieve 0.69 and 0.66, nbody 0.57 and 0.58, spectralnorm 0.55 and 0.55.
    binding.set_option("rt0", "-disable-lsr=true")
    return binding


@cache
def _host() -> tuple[str, str]:
    import llvmlite.binding as b

    llvm()
    return b.get_host_cpu_name(), b.get_host_cpu_features().flatten()


def resolve(target: Target) -> tuple[str, str]:
    """(cpu, features) as LLVM wants them, the host's looked up. They belong into the key of a cached object."""
    cpu, features = _host() if target.cpu == "host" else (target.cpu, "")
    return cpu, ",".join(f for f in (features, _TUNING, target.features) if f)


def compiler_version() -> str:
    """LLVM's and llvmlite's versions, for cache keys. Imports llvmlite's top package only, not LLVM itself."""
    from llvmlite import __version__ as version

    return f"llvmlite {version}"


@cache
def machine(target: Target, level: int) -> binding.TargetMachine:
    """The target machine for `target` at optimisation level 0 to 2."""
    import llvmlite.binding as b

    llvm()
    cpu, features = resolve(target)
    made = b.Target.from_triple(TRIPLE)
    return made.create_target_machine(cpu=cpu, features=features, opt=level, reloc="pic", codemodel="small")


@cache
def data_layout(target: Target = _PLAIN) -> str:
    """LLVM's data layout string."""
    return str(machine(target, 1).target_data)


def optimise(module: binding.ModuleRef, target: Target, level: int) -> None:
    """Run the pipeline of `level` over a parsed and verified module, in place."""
    import llvmlite.binding as b

    if level not in (0, 1, 2):
        raise InternalError(f"no pass pipeline for level {level}")
    tuning = b.create_pipeline_tuning_options(speed_level=level)
    tuning.loop_vectorization = level == 2
    tuning.slp_vectorization = level == 2
    tuning.loop_unrolling = level == 2
    tuning.loop_interleaving = level == 2
    builder = b.create_pass_builder(machine(target, level), tuning)
    builder.getModulePassManager().run(module, builder)
