package whole

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

var word = flag.String("word", "none", "a flag of the test's own")

func TestMain(m *testing.M) {
	flag.Parse()
	fmt.Println("before", *word, flag.Args())
	m.Run()
	fmt.Println("after")
	os.Stdout.Sync()
}

func TestFails(t *testing.T) {
	if *word == "bad" {
		t.Fatal("bad word")
	}
}
