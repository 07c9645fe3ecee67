package panics

import (
	"errors"
	"runtime"
	"testing"
)

func TestBefore(t *testing.T) {}

func TestPanic(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		t.Log("about to")
		panic("boom")
	})
}

func TestNil(t *testing.T) {
	var p *int
	*p = 1
}

func TestGoexit(t *testing.T) {
	t.Cleanup(func() { t.Log("cleaned") })
	runtime.Goexit()
}

func TestInner(t *testing.T) {
	t.Run("sub", func(s *testing.T) {
		t.FailNow()
	})
	t.Log("not reached")
}

func TestCleanup(t *testing.T) {
	t.Cleanup(func() { t.Log("first registered") })
	t.Cleanup(func() { panic(errors.New("in cleanup")) })
}

func TestAfter(t *testing.T) {
	t.Setenv("A", "b")
	t.Parallel()
}

func ExamplePanics() {
	panic("example")
	// Output:
}
