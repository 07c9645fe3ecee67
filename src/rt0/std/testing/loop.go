package testing

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// A loop is the state of B.Loop: turns taken, and how many there are to be
// before it looks at the clock again.
type loop struct {
	turns, goal uint64
	over        bool // Loop has returned false
}

// paused is added to the turns while the clock stands, so that the next call
// of Loop finds out.
const paused = 1 << 63

func (l *loop) pause()  { l.turns |= paused }
func (l *loop) resume() { l.turns &^= paused }

// Loop reports whether to go on: "for b.Loop() { … }" measures its body. The
// first call sets the clock to zero, the last stops it, so that what stands
// before and behind does not count. b.N is the number of turns afterwards.
func (b *B) Loop() bool {
	if b.loop.turns < b.loop.goal {
		b.loop.turns++
		return true
	}
	return b.loopOn()
}

// loopOn is called when the goal is reached, and for the first turn.
func (b *B) loopOn() bool {
	l := &b.loop
	if !b.ticking {
		b.Fatal("B.Loop called with timer stopped")
	}
	switch {
	case l.goal == 0:
		l.goal = uint64(max(b.goal.times, 1))
		b.N = 0 // until the end, so that nobody counts to it
		b.ResetTimer()
	case b.goal.times > 0:
		if l.turns != uint64(b.goal.times) {
			panic(fmt.Sprintf("iteration count %d < fixed target %d", l.turns, b.goal.times))
		}
		return b.endLoop()
	default:
		took := b.Elapsed()
		if took >= b.goal.time {
			return b.endLoop()
		}
		next := uint64(nextN(b.goal.time, int(l.goal), took, int(l.goal)))
		if next <= l.goal {
			return b.endLoop() // as often as there may be
		}
		l.goal = next
	}
	l.turns++
	return true
}

func (b *B) endLoop() bool {
	b.StopTimer()
	b.N = int(b.loop.goal)
	b.loop.over = true
	return false
}

// A PB hands out the turns of a parallel benchmark to its goroutines.
type PB struct {
	taken *atomic.Uint64 // turns handed out to all
	chunk uint64         // taken at once
	left  uint64         // of the chunk
	n     uint64         // all turns
}

// Next reports whether there is another turn.
func (pb *PB) Next() bool {
	if pb.left == 0 {
		end := pb.taken.Add(pb.chunk)
		begin := end - pb.chunk
		if begin >= pb.n {
			return false
		}
		pb.left = min(end, pb.n) - begin
	}
	pb.left--
	return true
}

// RunParallel has several goroutines call body, which together take b.N turns.
func (b *B) RunParallel(body func(*PB)) {
	if b.N == 0 {
		return
	}
	// As many turns at once as take some 0.1 ms.
	chunk := uint64(1)
	if b.last.n > 0 && b.last.took > 0 {
		chunk = min(max(100_000*uint64(b.last.n)/uint64(b.last.took), 1), 10_000)
	}
	var taken atomic.Uint64
	var all sync.WaitGroup
	for range b.parallelism * runtime.GOMAXPROCS(0) {
		all.Go(func() { body(&PB{taken: &taken, chunk: chunk, n: uint64(b.N)}) })
	}
	all.Wait()
	if taken.Load() <= uint64(b.N) && !b.Failed() {
		b.Fatal("RunParallel: body exited without pb.Next() == false")
	}
}
