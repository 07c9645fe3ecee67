// io.Copy from and to files: what the other side sees of the file, and what goes through.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

// A taker is a Writer with ReadFrom, as connections have.
type taker struct{ seen io.Reader }

func (t *taker) Write(p []byte) (int, error) { return len(p), nil }
func (t *taker) ReadFrom(r io.Reader) (int64, error) {
	t.seen = r
	return io.Copy(io.Discard, r)
}

// A giver is a Reader with WriteTo.
type giver struct {
	io.Reader
	seen io.Writer
}

func (g *giver) WriteTo(w io.Writer) (int64, error) {
	g.seen = w
	return io.Copy(w, g.Reader)
}

func main() {
	f, err := os.CreateTemp("", "copies")
	if err != nil {
		panic(err)
	}
	defer os.Remove(f.Name())
	n, err := f.ReadFrom(strings.NewReader(strings.Repeat("x", 100000)))
	fmt.Println(n, err)
	f.Seek(0, io.SeekStart)
	var t taker
	n, err = io.Copy(&t, f)
	_, writes := t.seen.(io.WriterTo)
	info, isFile := t.seen.(interface{ Stat() (os.FileInfo, error) })
	fmt.Println(n, err, writes, isFile)
	if isFile {
		i, err := info.Stat()
		fmt.Println(i.Size(), err)
	}
	g := giver{Reader: strings.NewReader("tail")}
	n, err = io.Copy(f, &g)
	fmt.Println(n, err, g.seen != nil)
	// A file through a connection, and back.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		c, _ := l.Accept()
		f.Seek(0, io.SeekStart)
		fmt.Println(io.Copy(c, f))
		c.Close()
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		panic(err)
	}
	all, err := io.ReadAll(c)
	fmt.Println(len(all), string(all[len(all)-6:]), err)
}
