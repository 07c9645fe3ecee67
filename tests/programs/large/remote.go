// remote: calls of methods over local and TCP sockets: frames with checksums, values by reflection, many calls at once on one connection, deadlines,
// cancelling, errors that keep their kind, calls back from the server, and connections that break.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/adler32"
	"io"
	"math"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ---- values as bytes

var errValue = errors.New("value does not fit")

func put(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(b, v.Uint())
	case reflect.Float32, reflect.Float64:
		return binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case reflect.String:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		return append(b, v.String()...)
	case reflect.Slice, reflect.Array:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		for i := range v.Len() {
			b = put(b, v.Index(i))
		}
		return b
	case reflect.Map:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		keys := v.MapKeys()
		slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(fmt.Sprint(x), fmt.Sprint(y)) })
		for _, k := range keys {
			b = put(put(b, k), v.MapIndex(k))
		}
		return b
	case reflect.Pointer:
		if v.IsNil() {
			return append(b, 0)
		}
		return put(append(b, 1), v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			b = put(b, v.Field(i))
		}
		return b
	}
	panic(fmt.Errorf("%w: %v", errValue, v.Type()))
}

type source struct{ *bytes.Reader }

func (s source) size() int {
	n, err := binary.ReadUvarint(s)
	if err != nil || n > uint64(s.Len()) {
		panic(errValue)
	}
	return int(n)
}

func get(s source, v reflect.Value) {
	fail := func(err error) {
		if err != nil {
			panic(fmt.Errorf("%w: %v", errValue, err))
		}
	}
	switch v.Kind() {
	case reflect.Bool:
		b, err := s.ReadByte()
		fail(err)
		v.SetBool(b != 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := binary.ReadVarint(s)
		fail(err)
		if v.OverflowInt(n) {
			fail(fmt.Errorf("%d into %v", n, v.Type()))
		}
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := binary.ReadUvarint(s)
		fail(err)
		v.SetUint(n)
	case reflect.Float32, reflect.Float64:
		var b [8]byte
		_, err := io.ReadFull(s, b[:])
		fail(err)
		v.SetFloat(math.Float64frombits(binary.BigEndian.Uint64(b[:])))
	case reflect.String:
		b := make([]byte, s.size())
		io.ReadFull(s, b)
		v.SetString(string(b))
	case reflect.Slice:
		n := s.size()
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			get(s, v.Index(i))
		}
	case reflect.Array:
		if s.size() != v.Len() {
			fail(errors.New("another length"))
		}
		for i := range v.Len() {
			get(s, v.Index(i))
		}
	case reflect.Map:
		n := s.size()
		v.Set(reflect.MakeMapWithSize(v.Type(), n))
		for range n {
			k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			get(s, k)
			get(s, e)
			v.SetMapIndex(k, e)
		}
	case reflect.Pointer:
		b, err := s.ReadByte()
		fail(err)
		if b != 0 {
			v.Set(reflect.New(v.Type().Elem()))
			get(s, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			get(s, v.Field(i))
		}
	default:
		fail(fmt.Errorf("%v", v.Type()))
	}
}

func caught(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(error)
			if !ok {
				e = fmt.Errorf("panic: %v", r)
			}
			err = e
		}
	}()
	f()
	return nil
}

// ---- frames

type frameKind uint8

const (
	request frameKind = iota + 1
	reply
	failure
	cancel
)

type frame struct {
	kind frameKind
	id   uint32
	name string // the method, or an error's kind
	body []byte
}

var errSum = errors.New("bad frame")

const largest = 1 << 20

func (f *frame) write(w io.Writer) error {
	b := make([]byte, 8, 32+len(f.name)+len(f.body))
	b = append(b, byte(f.kind))
	b = binary.LittleEndian.AppendUint32(b, f.id)
	b = append(append(b, byte(len(f.name))), f.name...)
	b = append(b, f.body...)
	binary.LittleEndian.PutUint32(b, uint32(len(b)-8))
	binary.LittleEndian.PutUint32(b[4:], adler32.Checksum(b[8:]))
	_, err := w.Write(b)
	return err
}

func readFrame(r io.Reader) (*frame, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n < 6 || n > largest {
		return nil, errSum
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, err
	}
	if adler32.Checksum(b) != binary.LittleEndian.Uint32(head[4:]) || 6+int(b[5]) > len(b) {
		return nil, errSum
	}
	return &frame{frameKind(b[0]), binary.LittleEndian.Uint32(b[1:]), string(b[6 : 6+b[5]]), b[6+b[5]:]}, nil
}

// ---- an end: it can call, and be called

var (
	errBroken  = errors.New("connection is broken")
	errMethod  = errors.New("no such method")
	errMissing = errors.New("not found")
)

// kinds are errors that stay what they are on their way.
var kinds = map[string]error{"missing": errMissing, "method": errMethod, "value": errValue, "canceled": context.Canceled, "late": context.DeadlineExceeded}

type remoteError struct {
	text string
	kind error
}

func (e *remoteError) Error() string { return "remote: " + e.text }
func (e *remoteError) Unwrap() error { return e.kind }

type end struct {
	conn    net.Conn
	methods map[string]reflect.Value
	writing sync.Mutex
	mu      sync.Mutex // protects what follows
	next    uint32
	waiting map[uint32]chan *frame
	running map[uint32]context.CancelFunc
	broken  error
	calls   sync.WaitGroup
	over    chan struct{}
}

// start serves an end with the methods of the services, called Type.Method.
func start(conn net.Conn, services ...any) *end {
	e := &end{conn: conn, methods: map[string]reflect.Value{}, waiting: map[uint32]chan *frame{}, running: map[uint32]context.CancelFunc{}, over: make(chan struct{})}
	for _, s := range services {
		v := reflect.ValueOf(s)
		for m := range v.Type().Methods() {
			e.methods[reflect.Indirect(v).Type().Name()+"."+m.Name] = v.MethodByName(m.Name)
		}
	}
	go e.read()
	return e
}

func (e *end) send(f *frame) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	return f.write(e.conn)
}

func (e *end) read() {
	in := bufio.NewReader(e.conn)
	var err error
	for {
		var f *frame
		if f, err = readFrame(in); err != nil {
			break
		}
		switch f.kind {
		case request:
			ctx, stop := context.WithCancel(context.WithValue(context.Background(), endKey{}, e))
			e.mu.Lock()
			e.running[f.id] = stop
			e.mu.Unlock()
			e.calls.Go(func() { e.serve(ctx, f) })
		case cancel:
			e.mu.Lock()
			if stop := e.running[f.id]; stop != nil {
				stop()
			}
			e.mu.Unlock()
		default:
			e.mu.Lock()
			c := e.waiting[f.id]
			delete(e.waiting, f.id)
			e.mu.Unlock()
			if c != nil {
				c <- f
			}
		}
	}
	e.conn.Close()
	e.mu.Lock()
	e.broken = fmt.Errorf("%w: %w", errBroken, err)
	for id, c := range e.waiting {
		close(c)
		delete(e.waiting, id)
	}
	for _, stop := range e.running {
		stop()
	}
	e.mu.Unlock()
	e.calls.Wait()
	close(e.over)
}

type endKey struct{}

func (e *end) serve(ctx context.Context, f *frame) {
	out := &frame{kind: reply, id: f.id}
	err := caught(func() {
		m, ok := e.methods[f.name]
		if !ok {
			panic(fmt.Errorf("%w: %s", errMethod, f.name))
		}
		in := []reflect.Value{reflect.ValueOf(ctx)}
		s := source{bytes.NewReader(f.body)}
		for i := 1; i < m.Type().NumIn(); i++ {
			v := reflect.New(m.Type().In(i)).Elem()
			get(s, v)
			in = append(in, v)
		}
		results := m.Call(in)
		if err, _ := results[len(results)-1].Interface().(error); err != nil {
			panic(err)
		}
		for _, r := range results[:len(results)-1] {
			out.body = put(out.body, r)
		}
	})
	if err != nil {
		*out = frame{kind: failure, id: f.id, body: []byte(err.Error())}
		for name, kind := range kinds {
			if errors.Is(err, kind) {
				out.name = name
			}
		}
	}
	e.mu.Lock()
	e.running[f.id]()
	delete(e.running, f.id)
	e.mu.Unlock()
	e.send(out)
}

// call calls a method; results are pointers to where they go.
func (e *end) call(ctx context.Context, name string, args []any, results ...any) error {
	f := &frame{kind: request, name: name}
	if err := caught(func() {
		for _, a := range args {
			f.body = put(f.body, reflect.ValueOf(a))
		}
	}); err != nil {
		return err
	}
	c := make(chan *frame, 1)
	e.mu.Lock()
	if e.broken != nil {
		e.mu.Unlock()
		return e.broken
	}
	e.next++
	f.id = e.next
	e.waiting[f.id] = c
	e.mu.Unlock()
	if err := e.send(f); err != nil {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	select {
	case <-ctx.Done():
		e.mu.Lock()
		delete(e.waiting, f.id)
		e.mu.Unlock()
		e.send(&frame{kind: cancel, id: f.id})
		return ctx.Err()
	case r, ok := <-c:
		switch {
		case !ok:
			return e.broken
		case r.kind == failure:
			return &remoteError{string(r.body), kinds[r.name]}
		}
		return caught(func() {
			s := source{bytes.NewReader(r.body)}
			for _, p := range results {
				get(s, reflect.ValueOf(p).Elem())
			}
		})
	}
}

func (e *end) close() {
	e.conn.Close()
	<-e.over
}

// ---- services

type point struct {
	X, Y  int16
	Label string
	Next  *point
}

type Geometry struct{ calls atomic.Int64 }

func (g *Geometry) Length(_ context.Context, path []point) (float64, int, error) {
	g.calls.Add(1)
	total := 0.0
	for i := 1; i < len(path); i++ {
		total += math.Hypot(float64(path[i].X-path[i-1].X), float64(path[i].Y-path[i-1].Y))
	}
	return total, len(path), nil
}

func (g *Geometry) Link(_ context.Context, path []point) (*point, error) {
	var first *point
	for _, p := range slices.Backward(path) {
		p.Next = first
		first = &p
	}
	return first, nil
}

type Store struct {
	mu   sync.RWMutex
	data map[string][]byte
}

func (s *Store) Put(_ context.Context, key string, value []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data[key] = value
	return nil
}

func (s *Store) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	v, ok := s.data[key]
	if !ok {
		return nil, fmt.Errorf("key %q: %w", key, errMissing)
	}
	return v, nil
}

func (s *Store) Sizes(context.Context) (map[string]int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	m := map[string]int{}
	for k, v := range s.data {
		m[k] = len(v)
	}
	return m, nil
}

func (s *Store) Divide(_ context.Context, a, b int) (int, error) { return a / b, nil }

// Wait ends when the caller gives up.
func (s *Store) Wait(ctx context.Context) error {
	<-ctx.Done()
	ended.Add(1)
	return ctx.Err()
}

var ended atomic.Int64

// Map calls back to whoever calls.
func (s *Store) Map(ctx context.Context, values []int) ([]int, error) {
	back := ctx.Value(endKey{}).(*end)
	out := make([]int, len(values))
	var errs [16]error
	var wg sync.WaitGroup
	for i, v := range values {
		wg.Go(func() { errs[i] = back.call(ctx, "Client.Apply", []any{v}, &out[i]) })
	}
	wg.Wait()
	return out, errors.Join(errs[:]...)
}

type Client struct{}

func (Client) Apply(_ context.Context, n int) (int, error) {
	if n < 0 {
		return 0, errMissing
	}
	return n*n + 1, nil
}

func try(network, address string) {
	l, err := net.Listen(network, address)
	if err != nil {
		fmt.Println(err)
		return
	}
	g, s := &Geometry{}, &Store{data: map[string][]byte{}}
	var servers sync.WaitGroup
	servers.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				fmt.Println("accept:", errors.Is(err, net.ErrClosed))
				return
			}
			servers.Go(func() { <-start(c, g, s).over })
		}
	})
	dial := func() *end {
		c, err := net.DialTimeout(network, l.Addr().String(), 5*time.Second)
		if err != nil {
			panic(err)
		}
		return start(c, Client{})
	}
	ctx := context.Background()
	e := dial()
	path := []point{{X: 0, Y: 0}, {X: 3, Y: 4, Label: "corner"}, {X: 3, Y: -8}}
	var length float64
	var n int
	fmt.Println(e.call(ctx, "Geometry.Length", []any{path}, &length, &n), length, n)
	var first *point
	err = e.call(ctx, "Geometry.Link", []any{path}, &first)
	fmt.Println(err, first.Next.Label, first.Next.Next.Y, first.Next.Next.Next == nil)

	var wg sync.WaitGroup
	var wrong atomic.Int64
	for i := range 8 {
		c := e
		if i%2 == 1 {
			c = dial()
		}
		for j := range 25 {
			wg.Go(func() {
				key, value := fmt.Sprint(i, ".", j), bytes.Repeat([]byte{byte(i), byte(j)}, i*j+1)
				var got []byte
				if c.call(ctx, "Store.Put", []any{key, value}) != nil || c.call(ctx, "Store.Get", []any{key}, &got) != nil || !bytes.Equal(got, value) {
					wrong.Add(1)
				}
			})
		}
		if i%2 == 1 {
			defer c.close()
		}
	}
	wg.Wait()
	var sizes map[string]int
	err = e.call(ctx, "Store.Sizes", nil, &sizes)
	fmt.Println(wrong.Load(), "wrong;", len(sizes), sizes["7.24"], err)

	var out []int
	err = e.call(ctx, "Store.Map", []any{[]int{1, 2, 3, 10}}, &out)
	fmt.Println(out, err)
	err = e.call(ctx, "Store.Map", []any{[]int{1, -2}}, &out)
	fmt.Println(err, errors.Is(err, errMissing))

	for _, call := range []struct {
		name string
		args []any
	}{
		{"Store.Get", []any{"nothing"}}, {"Store.Nothing", nil}, {"Store.Divide", []any{1, 0}}, {"Store.Divide", []any{1}}, {"Store.Put", []any{"k", "\xff\xff\xff"}},
		{"Geometry.Length", []any{[]struct {
			X int
			Y int
			L string
			N bool
		}{{X: 70000}}}}, {"Store.Divide", []any{func() {}}},
	} {
		err := e.call(ctx, call.name, call.args)
		var re *remoteError
		fmt.Printf("%s: %v (remote %t, missing %t, method %t, value %t)\n", call.name, err, errors.As(err, &re), errors.Is(err, errMissing), errors.Is(err, errMethod), errors.Is(err, errValue))
	}

	short, stop := context.WithTimeout(ctx, 20*time.Millisecond)
	defer stop()
	before := ended.Load()
	err = e.call(short, "Store.Wait", nil)
	fmt.Println(err)
	var a int
	for ended.Load() == before {
		time.Sleep(time.Millisecond)
	}
	err = e.call(ctx, "Store.Divide", []any{84, 2}, &a)
	fmt.Println("still works:", a, err)

	// A connection that breaks ends what waits.
	lost := dial()
	results := make(chan error)
	for range 3 {
		go func() { results <- lost.call(ctx, "Store.Wait", nil) }()
	}
	time.Sleep(20 * time.Millisecond)
	lost.conn.Close()
	for range 3 {
		err := <-results
		fmt.Print(errors.Is(err, errBroken), " ")
	}
	fmt.Println(errors.Is(lost.call(ctx, "Store.Sizes", nil), errBroken))
	// So does nonsense.
	raw, _ := net.Dial(network, l.Addr().String())
	raw.Write([]byte("GET / HTTP/1.1\r\n\r\n"))
	raw.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, err = io.ReadAll(raw)
	fmt.Println("nonsense:", !errors.Is(err, os.ErrDeadlineExceeded))
	raw.Close()
	l.Close()
	e.close()
	fmt.Println(g.calls.Load(), "calls")
}

func main() {
	dir, err := os.MkdirTemp("", "remote")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	try("tcp", "127.0.0.1:0")
	try("unix", filepath.Join(dir, "socket"))
}
