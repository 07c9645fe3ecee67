package reflect

import "unsafe"

//go:linkname makechan runtime.makechan
func makechan(t *rtype, n int) unsafe.Pointer

//go:linkname chansend runtime.chansend
func chansend(c, elem unsafe.Pointer, block bool) bool

//go:linkname chanrecv runtime.chanrecv
func chanrecv(c, elem unsafe.Pointer, block bool) (selected, received bool)

//go:linkname closechan runtime.closechan
func closechan(c unsafe.Pointer)

//go:linkname chanlen runtime.chanlen
func chanlen(c unsafe.Pointer) int

//go:linkname chancap runtime.chancap
func chancap(c unsafe.Pointer) int

type scase struct{ c, elem unsafe.Pointer }

//go:linkname selectgo runtime.selectgo
func selectgo(cases *scase, order *uint16, nsends, nrecvs int, block bool) (int, bool)

//go:linkname blockForever runtime.block
func blockForever()

// MakeChan returns a new channel.
func MakeChan(t Type, buffer int) Value {
	r := t.common() // t may be another type's methods around an rtype
	if r.k() != Chan {
		panic("reflect.MakeChan of non-chan type")
	}
	if buffer < 0 {
		panic("reflect.MakeChan: negative buffer size")
	}
	if r.dir() != BothDir {
		panic("reflect.MakeChan: unidirectional channel type")
	}
	return Value{r, makechan(r, buffer), 0}
}

// Close closes a channel.
func (v Value) Close() {
	v.mustBe(Chan, "Close")
	v.mustBeExported("Close")
	if v.typ.dir()&SendDir == 0 {
		panic("reflect: close of receive-only channel")
	}
	closechan(v.pointer())
}

// Send sends x on a channel.
func (v Value) Send(x Value) {
	v.mustBe(Chan, "Send")
	v.mustBeExported("Send")
	v.send(x, true)
}

// TrySend sends x if that does not block, and reports whether it did.
func (v Value) TrySend(x Value) bool {
	v.mustBe(Chan, "TrySend")
	v.mustBeExported("TrySend")
	return v.send(x, false)
}

func (v Value) send(x Value, block bool) bool {
	if v.typ.dir()&SendDir == 0 {
		panic("reflect: send on recv-only channel")
	}
	x.mustBeExported("Send")
	x = x.assignTo("reflect.Value.Send", v.typ.elem())
	return chansend(v.pointer(), x.address(), block)
}

// Recv receives a value; ok is false for the zero value of a closed channel.
func (v Value) Recv() (x Value, ok bool) {
	v.mustBe(Chan, "Recv")
	v.mustBeExported("Recv")
	return v.recv(true)
}

// TryRecv receives a value if that does not block; else x is the zero Value.
func (v Value) TryRecv() (x Value, ok bool) {
	v.mustBe(Chan, "TryRecv")
	v.mustBeExported("TryRecv")
	return v.recv(false)
}

func (v Value) recv(block bool) (Value, bool) {
	if v.typ.dir()&RecvDir == 0 {
		panic("reflect: recv on send-only channel")
	}
	t := v.typ.elem()
	p := mallocgc(t.size, t, true)
	selected, ok := chanrecv(v.pointer(), p, block)
	if !selected {
		return Value{}, false
	}
	return received(t, p), ok
}

// received returns the value at p, which nobody else has.
func received(t *rtype, p unsafe.Pointer) Value {
	if t.direct() {
		return Value{t, *(*unsafe.Pointer)(p), 0}
	}
	return Value{t, p, flagIndir}
}

// A SelectDir says what a case of Select does.
type SelectDir int

// What a case does.
const (
	_ SelectDir = iota
	SelectSend
	SelectRecv
	SelectDefault
)

// A SelectCase is a case of Select.
type SelectCase struct {
	Dir  SelectDir
	Chan Value // the zero Value for the default case, or a case that never runs
	Send Value // what to send
}

// Select is the select statement: it runs one case, and returns which and, for
// a receive, what came.
func Select(cases []SelectCase) (chosen int, recv Value, recvOK bool) {
	if len(cases) > 65536 {
		panic("reflect.Select: too many cases (max 65536)")
	}
	n := len(cases)
	chans := make([]scase, n) // sends from the front, receives from the back
	which := make([]int, n)
	nsends, nrecvs, def := 0, 0, -1
	for i, c := range cases {
		switch c.Dir {
		default:
			panic("reflect.Select: invalid Dir")
		case SelectDefault:
			if def >= 0 {
				panic("reflect.Select: multiple default cases")
			}
			def = i
			if c.Chan.IsValid() {
				panic("reflect.Select: default case has Chan value")
			}
			if c.Send.IsValid() {
				panic("reflect.Select: default case has Send value")
			}
		case SelectSend:
			if !c.Chan.IsValid() {
				break
			}
			chans[nsends], which[nsends] = sendCase(c), i
			nsends++
		case SelectRecv:
			if c.Send.IsValid() {
				panic("reflect.Select: RecvDir case has Send value")
			}
			if !c.Chan.IsValid() {
				break
			}
			nrecvs++
			chans[n-nrecvs], which[n-nrecvs] = recvCase(c), i
		}
	}
	k := nsends + nrecvs
	copy(chans[nsends:], chans[n-nrecvs:])
	copy(which[nsends:], which[n-nrecvs:])
	if k == 0 {
		if def < 0 {
			blockForever()
		}
		return def, Value{}, false
	}
	order := make([]uint16, 2*k)
	at, ok := selectgo(&chans[0], &order[0], nsends, nrecvs, def < 0)
	if at < 0 {
		return def, Value{}, false
	}
	chosen = which[at]
	if at >= nsends {
		recv, recvOK = received(cases[chosen].Chan.typ.elem(), chans[at].elem), ok
	}
	return chosen, recv, recvOK
}

func sendCase(c SelectCase) scase {
	c.Chan.mustBe(Chan, "Select")
	c.Chan.mustBeExported("Select")
	if c.Chan.typ.dir()&SendDir == 0 {
		panic("reflect.Select: SendDir case using recv-only channel")
	}
	if !c.Send.IsValid() {
		panic("reflect.Select: SendDir case missing Send value")
	}
	c.Send.mustBeExported("Select")
	x := c.Send.assignTo("reflect.Select", c.Chan.typ.elem())
	return scase{c.Chan.pointer(), x.address()}
}

func recvCase(c SelectCase) scase {
	c.Chan.mustBe(Chan, "Select")
	c.Chan.mustBeExported("Select")
	if c.Chan.typ.dir()&RecvDir == 0 {
		panic("reflect.Select: RecvDir case using send-only channel")
	}
	t := c.Chan.typ.elem()
	return scase{c.Chan.pointer(), mallocgc(t.size, t, true)}
}
