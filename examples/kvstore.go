// kvstore: a key-value store over a write-ahead log in files: checksums, torn and damaged records, recovery, transactions, compaction.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

var (
	errCorrupt  = errors.New("corrupt record")
	errClosed   = errors.New("store is closed")
	errConflict = errors.New("conflict")
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type opKind uint8

const (
	opPut opKind = iota + 1
	opDelete
)

func (k opKind) String() string { return [...]string{"?", "put", "delete"}[k] }

type op struct {
	kind       opKind
	key, value string
}

// A record is a header (checksum, length), then the operations of one transaction.
type header struct {
	Sum    uint32
	Length uint32
	Seq    uint64
}

func encode(seq uint64, ops []op) []byte {
	body := binary.AppendUvarint(nil, uint64(len(ops)))
	for _, o := range ops {
		body = append(body, byte(o.kind))
		body = binary.AppendUvarint(body, uint64(len(o.key)))
		body = append(body, o.key...)
		body = binary.AppendUvarint(body, uint64(len(o.value)))
		body = append(body, o.value...)
	}
	var out bytes.Buffer
	binary.Write(&out, binary.LittleEndian, header{crc32.Checksum(body, castagnoli), uint32(len(body)), seq})
	out.Write(body)
	return out.Bytes()
}

func decode(body []byte) (ops []op, err error) {
	r := bytes.NewReader(body)
	text := func() string {
		n, e := binary.ReadUvarint(r)
		if e != nil || n > uint64(r.Len()) {
			err = errors.Join(errCorrupt, e)
			return ""
		}
		b := make([]byte, n)
		io.ReadFull(r, b)
		return string(b)
	}
	n, err := binary.ReadUvarint(r)
	for range n {
		kind, e := r.ReadByte()
		if e != nil || kind == 0 || kind > byte(opDelete) {
			return nil, errCorrupt
		}
		ops = append(ops, op{opKind(kind), text(), text()})
		if err != nil {
			return nil, err
		}
	}
	return ops, err
}

// replay calls f for each whole record, and returns where the good part of the log ends.
func replay(r io.Reader, f func(seq uint64, ops []op)) (good int64, err error) {
	in := bufio.NewReader(r)
	for {
		var h header
		if err := binary.Read(in, binary.LittleEndian, &h); err != nil {
			if errors.Is(err, io.EOF) {
				return good, nil
			}
			return good, fmt.Errorf("header at %d: %w", good, err)
		}
		body := make([]byte, min(h.Length, 1<<20))
		if _, err := io.ReadFull(in, body); err != nil {
			return good, fmt.Errorf("record at %d: %w", good, err)
		}
		if sum := crc32.Checksum(body, castagnoli); sum != h.Sum {
			return good, fmt.Errorf("record at %d: %w", good, errCorrupt)
		}
		ops, err := decode(body)
		if err != nil {
			return good, err
		}
		f(h.Seq, ops)
		good += int64(binary.Size(h)) + int64(len(body))
	}
}

type entry struct {
	value string
	seq   uint64
}

type store struct {
	mu      sync.RWMutex
	path    string
	log     *os.File
	size    int64
	seq     uint64
	entries map[string]entry
	dead    int // records' operations that are of no use any more
}

func open(path string) (s *store, damage error, err error) {
	s = &store{path: path, entries: map[string]entry{}}
	if s.log, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644); err != nil {
		return nil, nil, err
	}
	s.size, damage = replay(s.log, s.install)
	if damage != nil {
		if err := s.log.Truncate(s.size); err != nil {
			return nil, damage, err
		}
	}
	_, err = s.log.Seek(s.size, io.SeekStart)
	return s, damage, err
}

func (s *store) install(seq uint64, ops []op) {
	s.seq = max(s.seq, seq)
	for _, o := range ops {
		if _, was := s.entries[o.key]; was || o.kind == opDelete {
			s.dead++
		}
		if o.kind == opDelete {
			delete(s.entries, o.key)
		} else {
			s.entries[o.key] = entry{o.value, seq}
		}
	}
}

// A txn sees the store as it was, and its own writes; it fails when what it read has changed.
type txn struct {
	s    *store
	read map[string]uint64
	ops  []op
}

func (t *txn) get(key string) (string, bool) {
	for _, o := range slices.Backward(t.ops) {
		if o.key == key {
			return o.value, o.kind == opPut
		}
	}
	t.s.mu.RLock()
	defer t.s.mu.RUnlock()
	e, ok := t.s.entries[key]
	t.read[key] = e.seq
	return e.value, ok
}

func (t *txn) put(key, value string) { t.ops = append(t.ops, op{opPut, key, value}) }
func (t *txn) del(key string)        { t.ops = append(t.ops, op{kind: opDelete, key: key}) }

func (s *store) update(f func(*txn) error) error {
	for {
		t := &txn{s: s, read: map[string]uint64{}}
		if err := f(t); err != nil {
			return err
		}
		err := s.commit(t)
		if !errors.Is(err, errConflict) {
			return err
		}
	}
}

func (s *store) commit(t *txn) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.log == nil {
		return errClosed
	}
	for key, seq := range t.read {
		if s.entries[key].seq != seq {
			return fmt.Errorf("%w: %q", errConflict, key)
		}
	}
	record := encode(s.seq+1, t.ops)
	if _, err := s.log.Write(record); err != nil {
		return err
	}
	s.size += int64(len(record))
	s.install(s.seq+1, t.ops)
	return nil
}

// compact writes what is alive into a new log and puts it in the old one's place.
func (s *store) compact() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh, err := os.CreateTemp(filepath.Dir(s.path), "compact-*")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(fresh)
	var size int64
	for _, key := range slices.Sorted(maps.Keys(s.entries)) {
		e := s.entries[key]
		n, _ := w.Write(encode(e.seq, []op{{opPut, key, e.value}}))
		size += int64(n)
	}
	if err := errors.Join(w.Flush(), fresh.Sync(), os.Rename(fresh.Name(), s.path), s.log.Close()); err != nil {
		return err
	}
	s.log, s.size, s.dead = fresh, size, 0
	return nil
}

func (s *store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.log == nil {
		return errClosed
	}
	err := s.log.Close()
	s.log = nil
	return err
}

func (s *store) String() string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(s.entries)) {
		parts = append(parts, key+"="+s.entries[key].value)
	}
	return fmt.Sprintf("seq %d, %d bytes, %d dead: %s", s.seq, s.size, s.dead, strings.Join(parts, " "))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func main() {
	dir := must(os.MkdirTemp("", "kvstore"))
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "store.log")

	s, damage, err := open(path)
	fmt.Println(s, damage, err)
	for i := range 5 {
		s.update(func(t *txn) error {
			t.put(fmt.Sprint("key", i), strings.Repeat(string(rune('a'+i)), i+1))
			if i > 0 {
				v, ok := t.get(fmt.Sprint("key", i-1))
				t.put("last", fmt.Sprint(v, ok))
			}
			return nil
		})
	}
	fmt.Println(s)
	err = s.update(func(t *txn) error {
		t.put("never", "x")
		return errors.New("given up")
	})
	fmt.Println(err)

	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 25 {
				s.update(func(t *txn) error {
					v, _ := t.get("counter")
					n := 0
					fmt.Sscan(v, &n)
					t.put("counter", fmt.Sprint(n+1))
					return nil
				})
			}
		})
	}
	wg.Wait()
	fmt.Println(s.entries["counter"].value, "increments")
	fmt.Println(s.update(func(t *txn) error { t.del("key0"); t.del("key1"); return nil }))
	want := s.String()
	fmt.Println(s.close(), s.close(), s.update(func(t *txn) error { return nil }))

	s, damage, err = open(path)
	fmt.Println("opened again:", s.String() == want, damage, err)
	before := s.size
	fmt.Println(s.compact(), s.size < before, s)
	s.update(func(t *txn) error { t.put("after", "compaction"); return nil })
	s.close()

	whole := must(os.ReadFile(path))
	for _, cut := range []int{0, 3, 17} {
		os.WriteFile(path, whole[:len(whole)-cut], 0o644)
		s, damage, err = open(path)
		fmt.Println("cut", cut, len(s.entries), "entries;", damage, errors.Is(damage, io.ErrUnexpectedEOF), err)
		s.update(func(t *txn) error { t.put("more", fmt.Sprint(cut)); return nil })
		s.close()
		s, damage, _ = open(path)
		fmt.Println("  then", s, damage)
		s.close()
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-4] ^= 0x20
	os.WriteFile(path, flipped, 0o600)
	s, damage, err = open(path)
	fmt.Println("flipped:", len(s.entries), "entries;", damage, errors.Is(damage, errCorrupt), err)
	s.close()
	_, _, err = open(filepath.Join(dir, "no", "such"))
	var pe *fs.PathError
	fmt.Println(errors.Is(err, fs.ErrNotExist), errors.As(err, &pe) && pe.Op == "open")
	left := must(filepath.Glob(filepath.Join(dir, "*")))
	fmt.Println(len(left), "file left:", filepath.Base(left[0]), opPut, opDelete)
}
