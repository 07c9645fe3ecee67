// archive: trees of files in one file and back: walking, modes, links, checksums, a file system to read it as (io/fs), and damage found.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const magic = "rtar\x01"

// An entry is what the archive's directory has of a file.
type entry struct {
	name   string // with slashes
	mode   fs.FileMode
	time   time.Time
	size   int64
	packed int64
	at     int64
	sum    uint32
	target string // of a link
}

var (
	errMagic = errors.New("not an archive")
	errSum   = errors.New("checksum does not match")
)

type corruptError struct {
	at  int64
	err error
}

func (e *corruptError) Error() string { return fmt.Sprintf("corrupt at %d: %v", e.at, e.err) }
func (e *corruptError) Unwrap() error { return e.err }

// ---- packing: runs of bytes as (count, byte), others as they are

type packer struct {
	w       *bufio.Writer
	pending []byte
	written int64
}

func (p *packer) Write(b []byte) (int, error) {
	size := len(b)
	for len(b) > 0 {
		n := min(len(b), 64<<10-len(p.pending))
		p.pending = append(p.pending, b[:n]...)
		if len(p.pending) == 64<<10 {
			p.flush()
		}
		b = b[n:]
	}
	return size, nil
}

func (p *packer) emit(b ...byte) {
	n, _ := p.w.Write(b)
	p.written += int64(n)
}

func (p *packer) flush() {
	literal := 0
	put := func(end int) {
		for literal < end {
			n := min(end-literal, 128)
			p.emit(byte(n - 1))
			p.emit(p.pending[literal : literal+n]...)
			literal += n
		}
	}
	for i := 0; i < len(p.pending); {
		run := 1
		for i+run < len(p.pending) && p.pending[i+run] == p.pending[i] && run < 130 {
			run++
		}
		if run >= 3 {
			put(i)
			p.emit(byte(run-3)|0x80, p.pending[i])
			literal = i + run
		}
		i += run
	}
	put(len(p.pending))
	p.pending = p.pending[:0]
}

type unpacker struct {
	r    io.ByteReader
	left int
	run  bool
	b    byte
}

func (u *unpacker) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if u.left == 0 {
			c, err := u.r.ReadByte()
			if err != nil {
				if n > 0 && err == io.EOF {
					return n, nil
				}
				return n, err
			}
			u.run, u.left = c&0x80 != 0, int(c&0x7f)+1
			if u.run {
				u.left += 2
				if u.b, err = u.r.ReadByte(); err != nil {
					return n, io.ErrUnexpectedEOF
				}
			}
		}
		if !u.run {
			if u.b, err = u.r.ReadByte(); err != nil {
				return n, io.ErrUnexpectedEOF
			}
		}
		p[n] = u.b
		n++
		u.left--
	}
	return n, nil
}

// ---- writing

func create(w io.Writer, root string) (err error) {
	out := &packer{w: bufio.NewWriter(w)}
	out.emit([]byte(magic)...)
	var entries []entry
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == ".skip" && d.IsDir() {
			return filepath.SkipDir
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		e := entry{name: filepath.ToSlash(rel), mode: info.Mode(), time: info.ModTime(), at: out.written}
		switch {
		case info.Mode().IsRegular():
			f, err := os.Open(p)
			if err != nil {
				return err
			}
			defer f.Close()
			sum := crc32.NewIEEE()
			e.size, err = io.Copy(io.MultiWriter(out, sum), f)
			if err != nil {
				return err
			}
			out.flush()
			e.packed, e.sum = out.written-e.at, sum.Sum32()
		case info.Mode()&fs.ModeSymlink != 0:
			if e.target, err = os.Readlink(p); err != nil {
				return err
			}
		}
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		return err
	}
	at := out.written
	for _, e := range entries {
		var b []byte
		for _, s := range []string{e.name, e.target} {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(e.mode))
		for _, n := range []int64{e.time.UnixNano(), e.size, e.packed, e.at, int64(e.sum)} {
			b = binary.AppendVarint(b, n)
		}
		out.emit(b...)
	}
	out.emit(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(at)), uint64(len(entries)))...)
	return out.w.Flush()
}

// ---- reading: an archive is a file system

type archive struct {
	r       io.ReaderAt
	entries []entry
	byName  map[string]*entry
}

func open(r io.ReaderAt, size int64) (*archive, error) {
	var head [len(magic)]byte
	if _, err := r.ReadAt(head[:], 0); err != nil || string(head[:]) != magic {
		return nil, errMagic
	}
	var tail [16]byte
	if _, err := r.ReadAt(tail[:], size-16); err != nil {
		return nil, &corruptError{size - 16, err}
	}
	at, n := int64(binary.BigEndian.Uint64(tail[:8])), binary.BigEndian.Uint64(tail[8:])
	if at < 0 || at > size-16 || n > uint64(size) {
		return nil, &corruptError{size - 16, errMagic}
	}
	in := bufio.NewReader(io.NewSectionReader(r, at, size-16-at))
	a := &archive{r: r, byName: map[string]*entry{}}
	for range n {
		var e entry
		var mode [4]byte
		text := func() string {
			n, err := binary.ReadUvarint(in)
			if err != nil || n > 4096 {
				return ""
			}
			b := make([]byte, n)
			io.ReadFull(in, b)
			return string(b)
		}
		e.name, e.target = text(), text()
		if _, err := io.ReadFull(in, mode[:]); err != nil {
			return nil, &corruptError{at, err}
		}
		e.mode = fs.FileMode(binary.LittleEndian.Uint32(mode[:]))
		var nums [5]int64
		for i := range nums {
			v, err := binary.ReadVarint(in)
			if err != nil {
				return nil, &corruptError{at, err}
			}
			nums[i] = v
		}
		e.time, e.size, e.packed, e.at, e.sum = time.Unix(0, nums[0]), nums[1], nums[2], nums[3], uint32(nums[4])
		if !fs.ValidPath(e.name) {
			return nil, &corruptError{at, fmt.Errorf("bad name %q", e.name)}
		}
		a.entries = append(a.entries, e)
	}
	for i := range a.entries {
		a.byName[a.entries[i].name] = &a.entries[i]
	}
	return a, nil
}

func (e *entry) Name() string               { return path.Base(e.name) }
func (e *entry) Size() int64                { return e.size }
func (e *entry) Mode() fs.FileMode          { return e.mode }
func (e *entry) ModTime() time.Time         { return e.time }
func (e *entry) IsDir() bool                { return e.mode.IsDir() }
func (e *entry) Sys() any                   { return nil }
func (e *entry) Type() fs.FileMode          { return e.mode.Type() }
func (e *entry) Info() (fs.FileInfo, error) { return e, nil }

type file struct {
	*entry
	r    io.Reader
	sum  uint32
	read int64
	list []fs.DirEntry
}

func (a *archive) Open(name string) (fs.File, error) {
	e := a.byName[name]
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if e == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f := &file{entry: e}
	if e.IsDir() {
		for i := range a.entries {
			if o := &a.entries[i]; path.Dir(o.name) == name && o.name != "." {
				f.list = append(f.list, o)
			}
		}
		slices.SortFunc(f.list, func(x, y fs.DirEntry) int { return strings.Compare(x.Name(), y.Name()) })
	}
	f.r = &unpacker{r: bufio.NewReader(io.NewSectionReader(a.r, e.at, e.packed))}
	return f, nil
}

func (f *file) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *file) Close() error               { return nil }

func (f *file) Read(p []byte) (int, error) {
	if f.IsDir() {
		return 0, &fs.PathError{Op: "read", Path: f.name, Err: errors.New("is a directory")}
	}
	n, err := f.r.Read(p)
	f.sum = crc32.Update(f.sum, crc32.IEEETable, p[:n])
	f.read += int64(n)
	if err == io.EOF && (f.sum != f.entry.sum || f.read != f.size) {
		err = &corruptError{f.at, errSum}
	}
	return n, err
}

func (f *file) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.list) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.list) {
		n = len(f.list)
	}
	part := f.list[:n]
	f.list = f.list[n:]
	return part, nil
}

func (a *archive) extract(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for i := range a.entries {
		e := &a.entries[i]
		switch {
		case e.name == ".":
		case e.IsDir():
			err = root.Mkdir(e.name, e.mode.Perm())
		case e.target != "":
			err = root.Symlink(e.target, e.name)
		default:
			var data []byte
			if data, err = fs.ReadFile(a, e.name); err == nil {
				err = root.WriteFile(e.name, data, e.mode.Perm())
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// digest hashes a file system's names, modes and contents.
func digest(fsys fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == "." {
			return err
		}
		if d.IsDir() && d.Name() == ".skip" {
			return fs.SkipDir
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(h, p, info.Mode())
		if info.Mode().IsRegular() {
			data, err := fs.ReadFile(fsys, p)
			if err != nil {
				return err
			}
			h.Write(data)
		}
		return nil
	})
	return hex.EncodeToString(h.Sum(nil)[:8]), err
}

func check(err error) {
	if err != nil {
		fmt.Println("unexpected:", err)
		os.Exit(1)
	}
}

func main() {
	dir, err := os.MkdirTemp("", "archive")
	check(err)
	defer os.RemoveAll(dir)
	src := filepath.Join(dir, "src")
	when := time.Date(2024, 5, 6, 7, 8, 9, 123456789, time.UTC)
	for name, data := range map[string]string{
		"readme.txt": "hello\n", "zeros.bin": strings.Repeat("\x00", 300000), "a/b/deep.txt": strings.Repeat("abcabc\n\n\n\n", 50), "a/empty": "",
		"a/b/mixed": strings.Repeat("x", 200) + "yz" + strings.Repeat("w", 3), ".skip/not": "never", "bin/run.sh": "#!/bin/sh\necho hi\n",
	} {
		p := filepath.Join(src, name)
		check(os.MkdirAll(filepath.Dir(p), 0o755))
		check(os.WriteFile(p, []byte(data), 0o644))
		check(os.Chmod(p, 0o644)) // whatever the umask is
		for d := filepath.Dir(p); d != dir; d = filepath.Dir(d) {
			check(os.Chmod(d, 0o755))
		}
		check(os.Chtimes(p, when, when))
	}
	check(os.Chmod(filepath.Join(src, "bin/run.sh"), 0o755))
	check(os.Symlink("../readme.txt", filepath.Join(src, "a/link")))

	var buf bytes.Buffer
	check(create(&buf, src))
	a, err := open(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	check(err)
	slices.SortFunc(a.entries, func(x, y entry) int { return strings.Compare(x.name, y.name) })
	for i := range a.entries {
		a.byName[a.entries[i].name] = &a.entries[i]
	}
	for _, e := range a.entries {
		line := fmt.Sprintf("%v %7d %5d %08x %s", e.mode, e.size, e.packed, e.sum, e.name)
		if e.target != "" {
			line += " -> " + e.target
		} else if e.mode.IsRegular() {
			line += " " + e.time.UTC().Format(time.StampMicro)
		}
		fmt.Println(line)
	}

	one, err := digest(os.DirFS(src))
	check(err)
	two, err := digest(a)
	check(err)
	dest := filepath.Join(dir, "dest")
	check(os.Mkdir(dest, 0o755))
	check(a.extract(dest))
	three, err := digest(os.DirFS(dest))
	check(err)
	fmt.Println("the same:", one == two, two == three)
	through, err := os.ReadFile(filepath.Join(dest, "a", "link"))
	fmt.Printf("%q %v\n", through, err)
	err = a.extract(dest)
	fmt.Println("again:", errors.Is(err, fs.ErrExist))

	found, err := fs.Glob(a, "*/b/*")
	fmt.Println(found, err)
	sub, err := fs.Sub(a, "a/b")
	check(err)
	data, err := fs.ReadFile(sub, "mixed")
	fmt.Println(len(data), err)
	for _, name := range []string{"nope", "/readme.txt", "a", "../x"} {
		_, err := fs.ReadFile(a, name)
		fmt.Println(err, errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid))
	}
	list, err := fs.ReadDir(a, "a")
	for _, d := range list {
		fmt.Print(fs.FormatDirEntry(d), "; ")
	}
	fmt.Println(err)

	bad := bytes.Clone(buf.Bytes())
	bad[a.byName["readme.txt"].at+2] ^= 1
	broken, err := open(bytes.NewReader(bad), int64(len(bad)))
	check(err)
	_, err = fs.ReadFile(broken, "readme.txt")
	var ce *corruptError
	fmt.Println(errors.Is(err, errSum), errors.As(err, &ce))
	for _, cut := range []int{3, len(magic) + 2, buf.Len() - 5} {
		_, err = open(bytes.NewReader(buf.Bytes()[:cut]), int64(cut))
		fmt.Println(err != nil, errors.Is(err, errMagic))
	}
	evil := &archive{r: bytes.NewReader(nil), entries: []entry{{name: "../evil", mode: 0o644}}, byName: map[string]*entry{}}
	evil.byName["../evil"] = &evil.entries[0]
	fmt.Println(evil.extract(dest) != nil)
	_, err = os.Stat(filepath.Join(dir, "evil"))
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	var pack bytes.Buffer
	p := &packer{w: bufio.NewWriter(&pack)}
	fmt.Fprint(p, "aaab", strings.Repeat("c", 131))
	p.flush()
	p.w.Flush()
	plain, err := io.ReadAll(&unpacker{r: &pack})
	fmt.Println(len(plain), err, p.written)
	_, err = io.ReadAll(&unpacker{r: bytes.NewReader([]byte{5, 1})})
	fmt.Println(err)
}
