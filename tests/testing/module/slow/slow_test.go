package slow

import (
	"testing"
	"time"
)

func TestSlow(t *testing.T) {
	t.Log("begins")
	t.Run("sub", func(t *testing.T) { time.Sleep(time.Minute) })
}

func TestDeadline(t *testing.T) {
	d, ok := t.Deadline()
	t.Log(ok, time.Until(d) > 0)
}
