package calc

import (
	"fmt"
	"testing"
)

func TestAdd(t *testing.T) {
	if Add(1, 2) != 3 {
		t.Fatal("1 + 2 is", Add(1, 2))
	}
	t.Log("fine")
}

func TestCount(t *testing.T) {
	if n := count(); n != 1 {
		t.Errorf("count() = %d", n)
	}
}

func TestSub(t *testing.T) {
	for _, name := range []string{"one", "with space", "one", "", "a/b", "tab\tnul\x00"} {
		t.Run(name, func(t *testing.T) {
			t.Log("in", t.Name())
		})
	}
	t.Run("skipped", func(t *testing.T) {
		t.Skipf("not %s", "now")
	})
}

func BenchmarkAdd(b *testing.B) {
	for b.Loop() {
		Add(1, 2)
	}
}

func BenchmarkOld(b *testing.B) {
	b.SetBytes(8)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		Add(i, i)
	}
	b.ReportMetric(3, "things/op")
}

func BenchmarkSubs(b *testing.B) {
	b.Run("x", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				Add(1, 1)
			}
		})
	})
	b.Run("skipped", func(b *testing.B) { b.Skip("no") })
}

func ExampleAdd() {
	fmt.Println(Add(1, 2))
	// Output: 3
}

func ExampleSign() {
	fmt.Println("text that no comment speaks of")
}
