// Pipes and FIFOs wait in the poller: deadlines, many readers at once, Close while another reads.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

func deadlines() {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	var buf [10]byte
	r.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	n, err := r.Read(buf[:])
	fmt.Println(n, err, errors.Is(err, os.ErrDeadlineExceeded), os.IsTimeout(err))
	r.SetReadDeadline(time.Time{})
	go func() {
		time.Sleep(5 * time.Millisecond)
		w.WriteString("hello")
		time.Sleep(5 * time.Millisecond)
		w.Close()
	}()
	b, err := io.ReadAll(r)
	fmt.Println(string(b), err)
	r.Close()
	_, err = r.Read(buf[:])
	fmt.Println(err)

	_, w, _ = os.Pipe()
	w.SetDeadline(time.Now().Add(10 * time.Millisecond))
	n, err = w.Write(make([]byte, 100000))
	fmt.Println(n, err)
	w.SetDeadline(time.Now().Add(-time.Second))
	_, err = w.Write(buf[:])
	fmt.Println(err)
}

func manyReaders() {
	var writers []*os.File
	done := make(chan int)
	for i := range 200 {
		r, w, err := os.Pipe()
		if err != nil {
			panic(err)
		}
		writers = append(writers, w)
		go func() {
			var b [4]byte
			if n, err := r.Read(b[:]); err != nil || n != 1 {
				panic(fmt.Sprint(n, err))
			}
			done <- i
		}()
	}
	for _, w := range writers {
		w.Write([]byte("x"))
	}
	sum := 0
	for range writers {
		sum += <-done
	}
	fmt.Println(sum)
}

func main() {
	deadlines()
	manyReaders()
	r, w, _ := os.Pipe()
	go func() { time.Sleep(5 * time.Millisecond); r.Close() }()
	_, err := r.Read(make([]byte, 1))
	fmt.Println(err)
	_, err = w.Write([]byte("x"))
	fmt.Println(err)

	name := filepath.Join(os.Args[1], "fifo")
	fmt.Println(syscall.Mkfifo(name, 0600))
	go func() {
		w, err := os.OpenFile(name, os.O_WRONLY, 0)
		fmt.Fprintln(w, "through the FIFO", err)
		w.Close()
	}()
	r, err = os.Open(name)
	fmt.Println(err)
	b, err := io.ReadAll(r)
	fmt.Print(string(b), err, "\n")

	f, _ := os.Create(filepath.Join(os.Args[1], "plain"))
	fmt.Println(errors.Is(f.SetDeadline(time.Now()), os.ErrNoDeadline))
	c, err := f.SyscallConn()
	fmt.Println(err, c.Control(func(fd uintptr) { fmt.Println(fd > 2) }))
	f.Close()
	fmt.Println(f.Close() != nil, c.Control(func(uintptr) {}) != nil, f.Fd() == ^uintptr(0))
	fmt.Println(os.NewFile(^uintptr(0), "none") == nil)
}
