// Faults that debug.SetPanicOnFault makes panics: the error has the address, results are what they were at the fault.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"syscall"
	"unsafe"
)

func count(p []byte) (n int, err error) {
	defer func() {
		if e, ok := recover().(interface {
			runtime.Error
			Addr() uintptr
		}); ok {
			err = fmt.Errorf("%v, %d bytes in", e, e.Addr()-uintptr(unsafe.Pointer(&p[0])))
		}
	}()
	for i := range p {
		p[i]++
		n++
	}
	return
}

func main() {
	fmt.Println(debug.SetPanicOnFault(true))
	size := syscall.Getpagesize()
	data, err := syscall.Mmap(-1, 0, 4*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(count(data))
	fmt.Println(syscall.Mprotect(data[2*size:3*size], syscall.PROT_READ))
	fmt.Println(count(data[10:]))
	fmt.Println(data[0], data[10], data[2*size-1], data[2*size])
	fmt.Println(syscall.Munmap(data[1:]), syscall.Munmap(data), syscall.Munmap(data))
	fmt.Println(debug.SetPanicOnFault(false))
}
