package signature

import "testing"

func TestGood(t *testing.T) {}

func TestWrong(t testing.T) {}

func Testing(t *testing.T) { panic("not a test") }
