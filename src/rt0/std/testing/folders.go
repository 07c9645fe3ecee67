package testing

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"unicode"
)

// folders are the temporary folders of a test: one, and in it one for each call
// of TempDir.
type folders struct {
	mu    sync.Mutex
	root  string
	count int
}

// artifactRoot is where ArtifactDir's folders are made with -artifacts.
var artifactRoot string

// TempDir makes a folder that is removed when the test has ended.
func (c *common) TempDir() string {
	c.notInFuzz("TempDir")
	dir, err := c.tempDir()
	if err != nil {
		c.Fatalf("TempDir: %v", err)
	}
	return dir
}

func (c *common) tempDir() (string, error) {
	f := &c.folders
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := c.tempRoot(); err != nil {
		return "", err
	}
	f.count++
	dir := fmt.Sprintf("%s/%03d", f.root, f.count)
	return dir, os.Mkdir(dir, 0o777)
}

// tempRoot makes the folder that the others are made in, unless it is there.
func (c *common) tempRoot() error {
	f := &c.folders
	if f.root != "" {
		_, err := os.Stat(f.root)
		if err == nil || !os.IsNotExist(err) {
			return err
		}
	}
	name := c.name
	if len(name) > 64 {
		name = name[:64]
	}
	root, err := os.MkdirTemp(os.Getenv("GOTMPDIR"), keep(name, "!#$%&()+,-.=@^_{}~ "))
	if err != nil {
		return err
	}
	f.root = root
	c.Cleanup(func() {
		if err := os.RemoveAll(root); err != nil {
			c.Errorf("TempDir RemoveAll cleanup: %v", err)
		}
	})
	return nil
}

// keep returns the letters and digits of s and the characters of others.
func keep(s, others string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune(others, r) {
			return r
		}
		return -1
	}, s)
}

// ArtifactDir returns a folder for files that are worth a look after the test.
// With -artifacts it stays, in _artifacts of the output folder; else it is a
// temporary one. It is the same folder each time.
func (c *common) ArtifactDir() string {
	c.notInFuzz("ArtifactDir")
	var err error
	c.artifacts.Do(func() { c.artifactDir, err = c.makeArtifactDir() })
	if err != nil {
		c.Fatalf("ArtifactDir: %v", err)
	}
	return c.artifactDir
}

func (c *common) makeArtifactDir() (string, error) {
	if !opt.artifacts {
		return c.tempDir()
	}
	name := strings.ReplaceAll(c.name, "/", "__")
	if len(name) > 64 {
		sum := fmt.Sprintf("%x", fnv(name))
		name = name[:64-len(sum)] + sum
	}
	if c.pkg != "" {
		name = c.pkg + "/" + name
	}
	base := artifactRoot + "/" + keep(name, "!#$%&()+,-.=@^_{}~ /")
	if err := os.MkdirAll(base, 0o777); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(base, "")
	if err == nil && c.printer != nil {
		c.printer.event(c.name, "=== ARTIFACTS %s %v\n", c.name, dir)
	}
	return dir, err
}

// fnv is FNV-1a with 64 bits.
func fnv(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
