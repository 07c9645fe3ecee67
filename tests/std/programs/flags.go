package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
	"strings"
	"time"
)

type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func parse(args ...string) {
	var out bytes.Buffer
	f := flag.NewFlagSet("prog", flag.ContinueOnError)
	f.SetOutput(&out)
	n := f.Int("n", 5, "how `many` things")
	s := f.String("s", "", "a string\nof two lines")
	d := f.Duration("wait", time.Second, "time")
	b := f.Bool("b", false, "switch")
	u := f.Uint64("u", 0, "unsigned")
	x := f.Float64("x", 1.5, "float")
	var l list
	f.Var(&l, "l", "list")
	f.Func("fn", "function", func(s string) error {
		if s == "bad" {
			return errors.New("no")
		}
		return nil
	})
	err := f.Parse(args)
	fmt.Println(args, *n, *s, *d, *b, *u, *x, l, err, f.NFlag(), f.NArg(), f.Args(), f.Arg(0))
	fmt.Print(out.String())
	f.Visit(func(f *flag.Flag) { fmt.Print(f.Name, "=", f.Value, " ") })
	fmt.Println()
}

func main() {
	parse("-n", "7", "--s=hi", "-b", "-l", "a", "-l=b", "rest", "-n")
	parse("-n=0x10", "-wait", "3m", "-b=false", "-u", "99", "-x", "2e3", "--", "-b")
	parse("-n", "x")
	parse("-b=maybe")
	parse("-nope")
	parse("-s")
	parse("-h")
	parse("-=x")
	parse("-u", "-1")
	parse("-fn", "bad")
	fmt.Println(flag.CommandLine.Name() == os.Args[0], flag.NArg(), flag.Parsed())
	flag.Parse()
	fmt.Println(flag.Parsed())
	var buf bytes.Buffer
	l := log.New(&buf, "pre: ", log.Lshortfile)
	l.Println("a", 1)
	l.Printf("%d", 3)
	l.SetFlags(log.Lmsgprefix | log.Lshortfile)
	l.Print("x\n")
	l.Output(1, "out")
	l.SetFlags(0)
	l.Print("no flags")
	func() {
		defer func() { fmt.Println("panic:", recover()) }()
		l.Panicf("%s!", "p")
	}()
	fmt.Print(buf.String())
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	log.Println("std", log.Prefix() == "", log.Flags())
	r := rand.New(rand.NewSource(1))
	fmt.Println(r.Intn(100), r.Perm(5), r.Float64())
	log.Fatal("end")
}
