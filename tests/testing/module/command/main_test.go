package main

import (
	"os"
	"testing"
)

func TestAnswer(t *testing.T) {
	if answer() != 42 {
		t.Error(answer())
	}
	if _, err := os.Stat("main.go"); err != nil {
		t.Error("tests run in their folder:", err)
	}
}
