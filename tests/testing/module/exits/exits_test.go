package exits

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

func TestExit(t *testing.T) {
	fmt.Print("no newline")
	if n, err := strconv.Atoi(os.Getenv("EXIT")); err == nil {
		os.Exit(n)
	}
}
