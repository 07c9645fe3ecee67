package covered

import "testing"

func TestBig(t *testing.T) {
	Big(5, "axb")
	Big(-1, "")
	Big(2, "")
	table["one"](3)
	if mode, part := testing.CoverMode(), testing.Coverage(); (mode == "") != (part == 0) {
		t.Error(mode, part)
	}
}
