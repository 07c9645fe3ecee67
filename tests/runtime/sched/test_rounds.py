"""The scheduler's rounds against a model: goroutines that start, wait, wake each other, give way and end, in random order, on one P.

After every step the runtime must have the goroutine running that the model says, and the same queues, statuses and time slices.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable

import pytest
from crossing_support import GDEAD, GRUNNABLE, GRUNNING, GWAITING, World, child
from sched_support import ready

STEPS, MOST = 400, 40


class Model:
    """What proc.py's and park.py's docstrings tell, on Python's lists; goroutines are addresses."""

    def __init__(self, running: int, tick: int) -> None:
        self.running = running
        self.next = 0
        self.local: deque[int] = deque()
        self.far: deque[int] = deque()
        self.waiting: list[int] = []
        self.dead: list[int] = []
        self.tick = tick

    def work(self) -> bool:
        """Whether another goroutine could run."""
        return bool(self.next or self.local or self.far)

    def front(self, gp: int) -> None:
        """gp runs next; who was to is the last of the queue."""
        if self.next:
            self.local.append(self.next)
        self.next = gp

    def schedule(self) -> None:
        """Choose who runs: each 61st slice from the global queue, else runnext in the same slice, the queue, all of the global one."""
        if self.tick % 61 == 0 and self.far:
            self.running = self.far.popleft()
        elif self.next:
            self.running, self.next = self.next, 0
            return
        elif self.local:
            self.running = self.local.popleft()
        else:
            self.running = self.far.popleft()
            self.local.extend(self.far)
            self.far.clear()
        self.tick += 1


def agree(w: World, model: Model) -> None:
    """The runtime is as the model says."""
    pp = w.p(0)
    assert w.m0.curg == model.running and w.g(model.running).atomicstatus == GRUNNING
    assert (pp.runnext, w.queue(0), w.linked(w.sched.runq.head)) == (model.next, list(model.local), list(model.far))
    assert w.sched.runqsize == len(model.far) and pp.schedtick == model.tick
    runnable = [*([model.next] if model.next else []), *model.local, *model.far]
    for status, gs in ((GRUNNABLE, runnable), (GWAITING, model.waiting), (GDEAD, model.dead)):
        assert all(w.g(gp).atomicstatus == status for gp in gs)
    assert w.linked(pp.gFree.head) == model.dead[::-1]


def start(w: World, model: Model, rng: random.Random) -> None:
    """go crossagent()"""
    w.go("newproc", 0, w.memory(w.code("crossagent")), None)
    gp = w.p(0).runnext
    if model.dead:
        assert gp == model.dead.pop()
    model.front(gp)


def park(w: World, model: Model, rng: random.Random) -> None:
    """Wait; a third of the time unlockf calls it off."""
    off = rng.random() < 0.33
    order = w.go("gopark", w.code("crossunlock"), w.memory(int(not off)), 18, 0, 1)
    assert order.done == off
    if not off:
        model.waiting.append(model.running)
        model.schedule()


def wake(w: World, model: Model, rng: random.Random) -> None:
    """Make one of those that wait ready."""
    if model.waiting:
        gp = model.waiting.pop(rng.randrange(len(model.waiting)))
        w.go("goready", gp, 1)
        model.front(gp)


def give_way(w: World, model: Model, rng: random.Random) -> None:
    """runtime.Gosched: to the global queue."""
    w.go("Gosched")
    model.far.append(model.running)
    model.schedule()


def give_way_here(w: World, model: Model, rng: random.Random) -> None:
    """To the tail of this P's queue."""
    w.go("mcall", w.code("goyield_m"))
    model.local.append(model.running)
    model.schedule()


def end(w: World, model: Model, rng: random.Random) -> None:
    """End this goroutine, one way or the other."""
    w.go(rng.choice(("goexit1", "Goexit")))
    model.dead.append(model.running)
    model.schedule()


@pytest.mark.parametrize("seed", range(3))
def test_rounds_agree_with_the_model(seed: int) -> None:
    def body() -> None:
        rng = random.Random(seed)
        w = World()
        first = w.agent()
        # The first goroutine's stack is of another size: were it to end, it would be kept without one, which is gfput's matter.
        model = Model(first.address, w.p(0).schedtick)
        alone: list[Callable[[World, Model, random.Random], None]] = [start, start, wake, give_way, give_way_here]
        for _ in range(STEPS):
            live = 1 + bool(model.next) + len(model.local) + len(model.far) + len(model.waiting)
            steps = [s for s in alone if s is not start or live < MOST]
            if model.work():
                steps += [park, park, park]
                if model.running != first.address:
                    steps.append(end)
            rng.choice(steps)(w, model, rng)
            agree(w, model)
        assert model.tick > 61

    ready()
    done = child(body)
    assert done.status == 0, f"the child ended with {done.status}\n{done.err}"
