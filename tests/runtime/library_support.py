"""The library host's runtime, driven from a test: any of its functions called on a goroutine of a call, or on one of its own.

    @in_child
    def test_...() -> None:
        w = Host(procs=2)
        w.call("gopark", ...)          # on this thread's goroutine, as rt0.load's functions are called
        w.spawn("timeSleep", 1000)     # go timeSleep(1000)

It is the very object that rt0.load maps into a process (build/library.py), started by the same code, in a child process as in
crossing_support. What a test sees of it while other threads run it may change under its hands: see `until`.
"""

from __future__ import annotations

import ctypes
import functools
import os
import sys
import threading
from dataclasses import dataclass
from typing import Any

from runtime_support import load_ir

from rt0.build import library, runtime
from rt0.embed import process as embed
from rt0.native import cache as caches
from rt0.rtlang.compile import CompileOptions, Index, compile_modules
from rt0.rtlang.live import Call, Runtime, View

OK, PANIC, GOEXIT = 0, 1, 3

_ADAPTER = """
define swiftcc void @host.run(ptr %first, ptr %ctx, ptr swiftself %g) nounwind "frame-pointer"="all" {
entry:
  br label %loop
loop:
  %order = phi ptr [ %first, %entry ], [ %next, %loop ]
  %args.at = getelementptr i8, ptr %order, i64 8
  %target.at = getelementptr i8, ptr %order, i64 16
  %done.at = getelementptr i8, ptr %order, i64 24
  %next.at = getelementptr i8, ptr %order, i64 32
  %thunk = load ptr, ptr %order
  %args = load ptr, ptr %args.at
  %target = load ptr, ptr %target.at
  %done = load ptr, ptr %done.at
  %next = load ptr, ptr %next.at
  call void %thunk(ptr %args, ptr %target, ptr %g)
  store i64 1, ptr %done
  %last = icmp eq ptr %next, null
  br i1 %last, label %end, label %loop
end:
  ret void
}
"""
"""Code as rt0_lib_call and the go statement take it: makes some of rt0.rtlang.live's Calls, one after the other."""
WORDS = 5
"""Of an order: thunk, arguments, function, where to note the return, the next order."""


@functools.cache
def parts() -> tuple[bytes, Index]:
    """The base image's object, out of the cache of all tests, and what is in it. A process that forks asks before."""
    modules = [m for m in runtime.load_modules() if not m.__name__.startswith(runtime.EVENTS)]
    index = compile_modules(modules, {"trace": False, "library": True}, CompileOptions()).index
    return library.base(caches.open_cache(), lambda *args, **kwargs: None), index


@dataclass(slots=True)
class Order:
    """A call that goes on, or not: done once it has returned."""

    call: Call
    words: Any
    flag: Any

    @property
    def done(self) -> bool:
        """Whether it has returned."""
        return bool(self.flag.value)

    @property
    def result(self) -> Any:
        """What it returned."""
        assert self.done, "the call has not returned"
        return self.call.result()


class Host:
    """A library runtime started in this (child) process. `rt` views its structures."""

    def __init__(self, procs: int) -> None:
        base, index = parts()
        os.environ["GOMAXPROCS"] = str(procs)
        sys.argv[:] = ["host"]
        self.process = embed._start(base)
        image = self.process.image
        self.rt = Runtime(index, image.address, lambda text: load_ir(text, 1))
        self._seen = threading.local()
        self._forget()
        self._run = load_ir(_ADAPTER, 1)("host.run")
        self._lib_call = image.function("rt0_lib_call", ctypes.c_int64, ctypes.c_uint64, ctypes.c_void_p)
        self._keep: list[Any] = []
        self.sched = self.rt.var("sched")

    def _forget(self) -> None:
        """This thread may have an m of a runtime that the parent loaded: its own, or that of a thread whose stack C uses again."""
        if not hasattr(self._seen, "known"):
            self._seen.known = True
            self.rt.call("settls_m", None)

    def bind(self) -> View:
        """This thread's m."""
        self._forget()
        return self.rt.view("m", self.rt.call("rt0_lib_bind"))

    def order(self, name: str, *args: Any) -> Order:
        """A call laid out for host.run. The g that it gets is its goroutine's."""
        call = self.rt.pack(name, *args)
        flag = ctypes.c_uint64(0)
        thunk = ctypes.cast(call.thunk, ctypes.c_void_p).value
        words = (ctypes.c_uint64 * WORDS)(thunk, call.args, call.target, ctypes.addressof(flag), 0)
        made = Order(call, words, flag)
        self._keep.append(made)
        return made

    def status(self, order: Order) -> int:
        """Make a call on this thread's goroutine: how it ended."""
        self._forget()
        return int(self._lib_call(self._run, ctypes.addressof(order.words)))

    def call(self, name: str, *args: Any) -> Any:
        """Call a function on this thread's goroutine: its result."""
        order = self.order(name, *args)
        status = self.status(order)
        assert status == OK, f"{name} ended with {status}"
        return order.result

    def together(self, *calls: tuple[Any, ...]) -> list[Any]:
        """Several calls as one, for what must not be parted by a return to Python: their results."""
        orders = [self.order(*call) for call in calls]
        for order, following in zip(orders, orders[1:], strict=False):
            order.words[4] = ctypes.addressof(following.words)
        assert self.status(orders[0]) == OK
        return [order.result for order in orders]

    def spawn(self, name: str, *args: Any) -> Order:
        """Have a goroutine of its own call a function."""
        order = self.order(name, *args)
        fn = ctypes.c_uint64(self._run)
        self._keep.append(fn)
        self.call("newproc", 8 * WORDS, ctypes.addressof(fn), ctypes.addressof(order.words))
        return order

    def ms(self) -> list[View]:
        """All ms, newest first."""
        out = []
        at = self.rt.var("allm")
        while at:
            out.append(self.rt.view("m", at))
            at = out[-1].alllink
        return out

    def g(self, address: int) -> View:
        """A goroutine."""
        return self.rt.view("g", address)


__all__ = ["GOEXIT", "OK", "PANIC", "Host", "Order", "parts"]
