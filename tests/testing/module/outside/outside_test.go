package outside_test

import (
	"testing"

	"example.com/m/outside"
)

func TestF(t *testing.T) {
	var s string = outside.F()
}
