package testing

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
)

// CoverBlock is a block of a file: where it lies, and how many statements it
// has.
type CoverBlock struct {
	Line0 uint32
	Col0  uint16
	Line1 uint32
	Col1  uint16
	Stmts uint16
}

// Cover is what a program was compiled with for -cover: by file, the counters
// and the blocks that they count.
type Cover struct {
	Mode            string // set, count or atomic
	Counters        map[string][]uint32
	Blocks          map[string][]CoverBlock
	CoveredPackages string // for the message, with a leading " in "
}

var cover Cover

// RegisterCover is called by the generated main package of a program compiled
// for -cover.
func RegisterCover(c Cover) { cover = c }

// CoverMode returns set, count or atomic; "" without -cover.
func CoverMode() string { return cover.Mode }

// Coverage returns which part of the statements has been executed, 0 to 1.
func Coverage() float64 {
	covered, all := statements()
	if all == 0 {
		return 0
	}
	return float64(covered) / float64(all)
}

// statements counts the statements executed and all.
func statements() (covered, all int) {
	for name, counters := range cover.Counters {
		for i := range counters {
			n := int(cover.Blocks[name][i].Stmts)
			all += n
			if atomic.LoadUint32(&counters[i]) > 0 {
				covered += n
			}
		}
	}
	return covered, all
}

// coverReport writes the profile, if it is wanted, and the line for the user.
func coverReport() {
	if opt.coverProfile != "" {
		if err := writeProfile(inOutputDir(opt.coverProfile)); err != nil {
			usageExit("testing: " + err.Error())
		}
	}
	covered, all := statements()
	if all == 0 {
		fmt.Println("coverage: [no statements]")
		return
	}
	fmt.Printf("coverage: %.1f%% of statements%s\n", 100*float64(covered)/float64(all), cover.CoveredPackages)
}

func writeProfile(path string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "mode: %s\n", cover.Mode)
	files := make([]string, 0, len(cover.Counters))
	for name := range cover.Counters {
		files = append(files, name)
	}
	slices.Sort(files)
	for _, name := range files {
		counters, blocks := cover.Counters[name], cover.Blocks[name]
		for _, i := range inOrder(blocks) {
			k := blocks[i]
			fmt.Fprintf(&b, "%s:%d.%d,%d.%d %d %d\n", name, k.Line0, k.Col0, k.Line1, k.Col1, k.Stmts, atomic.LoadUint32(&counters[i]))
		}
	}
	return os.WriteFile(path, []byte(b.String()), 0o666)
}

// inOrder returns the numbers of blocks in the order of the file.
func inOrder(blocks []CoverBlock) []int {
	out := make([]int, len(blocks))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(i, j int) int {
		a, b := blocks[i], blocks[j]
		return cmp.Or(cmp.Compare(a.Line0, b.Line0), cmp.Compare(a.Line1, b.Line1), cmp.Compare(a.Col0, b.Col0), cmp.Compare(a.Col1, b.Col1))
	})
	return out
}
