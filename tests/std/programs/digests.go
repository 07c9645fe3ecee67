package main

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"unique"
)

func main() {
	s := strings.Repeat("hash me ", 30)
	fmt.Printf("%x\n%x\n%x\n%x\n", md5.Sum([]byte(s)), sha1.Sum([]byte(s)), sha256.Sum256([]byte(s)), sha256.Sum224(nil))
	h := sha256.New()
	io.Copy(h, strings.NewReader(s))
	fmt.Printf("%x %d %d\n", h.Sum([]byte{1}), h.Size(), h.BlockSize())
	a, b := make([]byte, 32), make([]byte, 32)
	n, err := rand.Read(a)
	io.ReadFull(rand.Reader, b)
	fmt.Println(n, err, string(a) != string(b), len(rand.Text()))
	x, y := unique.Make("k"+s[:2]), unique.Make("kha")
	fmt.Println(x == y, x.Value(), unique.Make(1) == unique.Make(2), unique.Make[any](1) == unique.Make[any](1))
}
