package between_test

import (
	"testing"

	"example.com/m/between"
	"example.com/m/between/internal/hidden"
	"example.com/m/between/user"
)

func TestOneVariant(t *testing.T) {
	between.Set("set by a test")
	if got := user.Ask(); got != "set by a test" {
		t.Fatalf(hidden.Text+" user sees another package: %q", got)
	}
}
