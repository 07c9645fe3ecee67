// Programs that die, one a name: `panics NAME` lets it die, `panics NAME recover` recovers what can be recovered and tells what it was.
// What the real Go prints stands in panics.txt (record.py).
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
	"unsafe"
)

type small struct{ a, b int }

type large struct {
	pad [1 << 16]byte
	x   int
}

type wide struct {
	a    int
	name string
	list []int
	in   small
}

func (w wide) Name() string    { return w.name }
func (w *wide) First() int     { return w.list[0] }
func (s small) Sum() int       { return s.a + s.b }
func (s small) String() string { return fmt.Sprint("small ", s.a, " ", s.b) }

type outer struct {
	n int
	*wide
}

type namer interface{ Name() string }
type summer interface{ Sum() int }
type both interface {
	Name() string
	Sum() int
}

type level int
type word string
type ratio float64
type flag bool
type code uint8
type fault struct{ n int }

func (f *fault) Error() string { return fmt.Sprint("fault ", f.n) }

type nested struct{ err error }

func (e nested) Error() string { return "nested: " + e.err.Error() }
func (e nested) Unwrap() error { return e.err }

type bad struct{}

func (bad) Error() string { panic("no text") }

type worse struct{ p *small }

func (w worse) String() string { return fmt.Sprint(w.p.a) }

var (
	zero     int
	minus    = -1
	three    = 3
	hundred  = 100
	huge     = uint64(1) << 63
	eight    uint8
	least    = -1 << 63
	ints     = []int{1, 2, 3}
	text     = "hello"
	array    = [4]int{1, 2, 3, 4}
	nothing  *int
	nowhere  *small
	nolarge  *large
	nowide   *wide
	noarray  *[4]int
	nofunc   func(int) int
	nonamer  namer
	holder   namer
	noany    any
	noerr    error
	nomap    map[string]int
	nochan   chan int
	noslice  []int
	sink     int
	sinkAny  any
	sinkText string
)

// Nil.

func nilRead()          { sink = *nothing }
func nilWrite()         { *nothing = 1 }
func nilField()         { sink = nowhere.b }
func nilFieldWrite()    { nowhere.b = 2 }
func nilFarField()      { sink = nolarge.x }
func nilFarFieldWrite() { nolarge.x = 1 }
func nilNestedField()   { sink = nowide.in.b }
func nilCopy()          { sinkAny = *nowide }
func nilEmbedded()      { sink = new(outer).a }
func nilEmbeddedCall()  { sinkText = new(outer).Name() }
func nilArray()         { sink = noarray[2] }
func nilArrayIndex()    { noarray[three] = 1 }
func nilArrayRange() {
	for _, v := range noarray {
		sink += v
	}
}
func nilArraySlice()    { noslice = noarray[:] }
func nilArrayLength()   { sink = len(noarray); sink = *nothing }
func nilFunc()          { sink = nofunc(1) }
func nilInterface()     { sinkText = nonamer.Name() }
func nilErrorCall()     { sinkText = noerr.Error() }
func nilMethod()        { sinkText = nowide.Name() }
func nilPointerMethod() { sink = nowide.First() }
func nilWrapped() {
	holder = nowide
	sinkText = holder.Name()
}
func nilMethodValue() {
	f := nowide.Name
	sinkText = f()
}
func nilInterfaceValue() {
	f := nonamer.Name
	sinkText = f()
}
func nilDefer() {
	defer nofunc(1)
	sink = 1
}
func nilGo() { go nofunc(1); time.Sleep(time.Second) }
func nilString() {
	var s *string
	sinkText = *s
}
func nilSwap() {
	var p, q *int
	*p, *q = *q, *p
}

// Bounds.

func index()           { sink = ints[three] }
func indexFar()        { sink = ints[hundred] }
func indexNegative()   { sink = ints[minus] }
func indexHuge()       { sink = ints[huge] }
func indexSmall()      { sink = ints[eight+200] }
func indexWrite()      { ints[three] = 1 }
func indexArray()      { sink = array[hundred] }
func indexArrayWrite() { array[minus] = 1 }
func indexString()     { sink = int(text[hundred]) }
func indexEmpty()      { sink = noslice[zero] }
func indexArgs()       { sinkText = os.Args[hundred] }
func indexAppend()     { sink = append(ints, 1, 2)[hundred] }
func indexConst() {
	s := make([]int, zero)
	sink = s[5]
}
func sliceHigh()         { ints = ints[:hundred] }
func sliceHighNegative() { ints = ints[:minus] }
func sliceOrder()        { ints = ints[three:zero] }
func sliceLow()          { ints = ints[hundred:] }
func sliceLowNegative()  { ints = ints[minus:] }
func sliceHuge()         { ints = ints[huge:] }
func sliceHighHuge()     { ints = ints[:huge] }
func sliceString()       { text = text[:hundred] }
func sliceStringOrder()  { text = text[three:zero] }
func sliceStringLow()    { text = text[hundred:] }
func sliceArray()        { ints = array[:hundred] }
func sliceArrayOrder()   { ints = array[three:zero] }
func slice3Max()         { ints = ints[0:1:hundred] }
func slice3Array()       { ints = array[0:1:hundred] }
func slice3High()        { ints = ints[0 : three : 1+zero] }
func slice3Low()         { ints = ints[three : 1+zero : 2+zero] }
func slice3Negative()    { ints = ints[0:1:minus] }
func toArray()           { array = [4]int(ints) }
func toArrayPointer()    { noarray = (*[4]int)(ints) }
func toArrayNil()        { noarray = (*[4]int)(noslice) }
func unsafeSlice()       { ints = unsafe.Slice(nothing, three) }
func unsafeSliceLen()    { ints = unsafe.Slice(&zero, minus) }
func unsafeString()      { text = unsafe.String((*byte)(nil), three) }

// Numbers.

func divide()         { sink = three / zero }
func modulo()         { sink = three % zero }
func divideSmall()    { eight = 7 / eight }
func divideAssign()   { sink /= zero }
func divideUnsigned() { huge /= uint64(zero) }
func divideLeast()    { fmt.Println(least/minus, least%minus) }
func shift()          { sink = three << minus }
func shiftRight()     { sink = three >> minus }
func shiftAssign()    { sink >>= minus }

// Sizes.

func makeLen()      { ints = make([]int, minus) }
func makeLenHuge()  { ints = make([]int, huge) }
func makeCap()      { ints = make([]int, 1, zero) }
func makeCapHuge()  { ints = make([]int, 1, 1<<62+zero) }
func makeChan()     { nochan = make(chan int, minus) }
func makeChanHuge() { nochan = make(chan int, 1<<62+zero) }
func makeMap()      { nomap = make(map[string]int, minus); fmt.Println(len(nomap)) }
func makeWide()     { sinkAny = make([]large, 1<<50+zero) }
func appendHuge() {
	s := unsafe.Slice((*struct{})(unsafe.Pointer(&zero)), 1<<62)
	s = append(s, s...)
	s = append(s, s...)
}
func repeatNegative() { sinkText = strings.Repeat("x", minus) }
func outOfMemory()    { sinkAny = make([]byte, 1<<46+zero) }
func overflow()       { sink = deep(1) }
func deep(n int) int {
	if n == 0 {
		return 0
	}
	return deep(n+1) + 1
}

// Maps, channels.

func mapWrite()          { nomap["a"] = 1 }
func mapAdd()            { nomap["a"]++ }
func mapNested()         { (map[string]map[string]int{})["a"]["b"] = 1 }
func mapUnhashable()     { sinkAny = map[any]int{ints: 1} }
func mapUnhashableField() {
	m := map[any]int{}
	m[struct{ f any }{func() {}}] = 1
}
func mapUnhashableDelete() { delete(map[any]int{1: 2}, any(nomap)) }
func compare()             { fmt.Println(any(ints) == any(ints)) }
func compareStruct()       { a, b := any(struct{ s []int }{}), any(struct{ s []int }{}); fmt.Println(a == b) }
func compareFunc()         { fmt.Println(any(nilRead) == any(nilRead)) }
func compareInside()       { a, b := [2]any{1, ints}, [2]any{1, ints}; fmt.Println(a == b) }
func concurrentMap() {
	m := map[int]int{}
	for g := 0; g < 4; g++ {
		go func() {
			for i := 0; ; i++ {
				m[i%1000] = i
			}
		}()
	}
	time.Sleep(10 * time.Second)
}
func closeNil() { close(nochan) }
func closeTwice() {
	c := make(chan int)
	close(c)
	close(c)
}
func sendClosed() {
	c := make(chan int, 1)
	close(c)
	c <- 1
}
func selectClosed() {
	c := make(chan int, 1)
	close(c)
	select {
	case c <- 1:
	case <-nochan:
	}
}
func sendClosedLater() {
	c := make(chan int)
	go func() {
		time.Sleep(10 * time.Millisecond)
		close(c)
	}()
	c <- 1
}

// Nothing goes on.

func receiveNil() { <-nochan }
func sendNil()    { nochan <- 1 }
func selectNone() { select {} }
func selectBlock() {
	c := make(chan int)
	select {
	case c <- 1:
	case <-nochan:
	}
}
func receive() { <-make(chan int) }
func send()    { make(chan int) <- 1 }
func rangeChan() {
	for range make(chan int) {
	}
}
func lockTwice() {
	var mu sync.Mutex
	mu.Lock()
	mu.Lock()
}
func readLock() {
	var mu sync.RWMutex
	mu.Lock()
	mu.RLock()
}
func writeLock() {
	var mu sync.RWMutex
	mu.RLock()
	mu.Lock()
}
func waitGroup() {
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Wait()
}
func condWait() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	mu.Lock()
	c.Wait()
}
func othersBlock() {
	c := make(chan int)
	go func() { c <- 1 }()
	go func() { <-nochan }()
	time.Sleep(10 * time.Millisecond)
	<-c
	<-c
}
func goexitMain()   { runtime.Goexit() }
func unlock()       { new(sync.Mutex).Unlock() }
func readUnlock()   { new(sync.RWMutex).RUnlock() }
func writeUnlock()  { new(sync.RWMutex).Unlock() }
func waitNegative() { new(sync.WaitGroup).Done() }

// Assertions.

func assertNil()          { sink = noany.(int) }
func assertWrong()        { sink = any("text").(int) }
func assertNamed()        { sinkAny = any(3).(level) }
func assertPointer()      { sinkAny = any(small{}).(*small) }
func assertStruct()       { sinkAny = any(struct{ n int }{1}).(struct{ m int }) }
func assertMissing()      { sinkAny = any(3).(namer) }
func assertMissingTwo()   { sinkAny = any(wide{}).(both) }
func assertPointerOnly()  { sinkAny = any(wide{}).(interface{ First() int }) }
func assertNilInterface() { sinkAny = nonamer.(both) }
func assertBetween()      { sinkAny = namer(wide{}).(summer) }
func assertConcrete()     { sinkAny = namer(wide{}).(*wide) }
func assertError()        { sinkAny = error(&fault{1}).(nested) }
func assertLocal() {
	type small struct{ a, b int }
	sinkAny = any(small{}).(interface{ Sum() int })
}
func assertSameName() { sinkAny = otherSmall().(small) }
func otherSmall() any {
	type small struct{ a, b int }
	return small{}
}

// Values.

func panicString()      { panic("text") }
func panicLines()       { panic("one\ntwo\n\ngoroutine 7 [running]:") }
func panicEmpty()       { panic("") }
func panicBytes()       { panic("a\x00b\xffc") }
func panicInt()         { panic(-42) }
func panicUint8()       { panic(uint8(200)) }
func panicRune()        { panic('x') }
func panicFloat()       { panic(1.5) }
func panicFloat32()     { panic(float32(0.1)) }
func panicComplex()     { panic(complex(1, -2)) }
func panicBool()        { panic(true) }
func panicUintptr()     { panic(uintptr(7)) }
func panicNil()         { panic(nil) }
func panicNilError()    { panic(noerr) }
func panicLevel()       { panic(level(3)) }
func panicWord()        { panic(word("a\"b\nc")) }
func panicRatio()       { panic(ratio(2.5)) }
func panicFlag()        { panic(flag(true)) }
func panicCode()        { panic(code(9)) }
func panicStruct()      { panic(fault{1}) }
func panicPlain()       { panic(struct{ a, b int }{1, 2}) }
func panicSlice()       { panic(ints) }
func panicMap()         { panic(map[string]int{}) }
func panicPointer()     { panic(&zero) }
func panicFunc()        { panic(nilRead) }
func panicChan()        { panic(make(chan<- int)) }
func panicArray()       { panic([2]int{1, 2}) }
func panicError()       { panic(errors.New("an error")) }
func panicErrorLines()  { panic(errors.New("first\nsecond")) }
func panicFault()       { panic(&fault{7}) }
func panicNested()      { panic(nested{&fault{7}}) }
func panicWrapped()     { panic(fmt.Errorf("wrapped: %w", &fault{7})) }
func panicStringer()    { panic(small{1, 2}) }
func panicNilStringer() { panic(worse{}) }
func panicBad()         { panic(bad{}) }
func panicNilFault() {
	var f *fault
	panic(f)
}
func panicRuntime() {
	defer func() { panic(recover()) }()
	sink = ints[three]
}
func panicJoined() { panic(errors.Join(errors.New("a"), errors.New("b"))) }

// Panics within panics.

func inDefer() {
	defer func() { panic("second") }()
	panic("first")
}
func inDeferTwice() {
	defer func() { panic("third") }()
	defer func() { panic("second") }()
	panic("first")
}
func recovered() {
	defer func() {
		recover()
		panic("after")
	}()
	panic("before")
}
func repanicked() {
	defer func() {
		e := recover()
		panic(e)
	}()
	panic("again")
}
func repanickedError() {
	defer func() {
		e := recover()
		panic(fmt.Errorf("more: %v", e))
	}()
	sink = three / zero
}
func deeper() {
	defer func() {
		defer func() { panic("inner") }()
		panic("middle")
	}()
	panic("outer")
}
func nilInDefer() {
	defer func() { sink = *nothing }()
	panic("first")
}
func goexitPanics() {
	go func() {
		defer func() { panic("in goexit") }()
		runtime.Goexit()
	}()
	time.Sleep(time.Second)
}
func deferPrints() {
	defer fmt.Println("deferred 1")
	defer func() {
		defer fmt.Println("deferred 2")
	}()
	panic("with defers")
}
func recoverHalf() {
	defer func() {
		fmt.Println("got", recover())
		var m map[string]int
		m["x"] = 1
	}()
	panic("half")
}

// Elsewhere.

func inGoroutine() {
	go inner("goroutine")
	time.Sleep(time.Second)
}
func inner(s string) { panic("in a " + s) }
func inGoroutineNil() {
	go func() { sink = *nothing }()
	time.Sleep(time.Second)
}
func inClosure() {
	f := func(n int) func() { return func() { sink = ints[n] } }
	f(9)()
}
func inMethod()      { nilList().First() }
func nilList() *wide { return &wide{} }
func inGeneric()     { sink = pick(ints, 7) }
func pick[T any](s []T, i int) T {
	return s[i]
}
func inDeepCall() { a1(5) }
func a1(n int)    { a2(n + 1) }
func a2(n int)    { a3(n + 1) }
func a3(n int)    { sink = ints[n] }
func inRange() {
	for i := range seq {
		sink = ints[i]
	}
}
func seq(yield func(int) bool) {
	for i := 0; yield(i); i++ {
	}
}
func rangeGoesOn() {
	for i := range stubborn {
		if i == 1 {
			break
		}
	}
}
func stubborn(yield func(int) bool) {
	for i := 0; i < 5; i++ {
		yield(i)
	}
}
func rangeLater() {
	var keep func(int) bool
	for range func(yield func(int) bool) { keep = yield; yield(1) } {
	}
	keep(2)
}
func rangeAfterPanic() {
	for range func(yield func(int) bool) {
		func() {
			defer func() { recover() }()
			yield(1)
		}()
		yield(2)
	} {
		panic("body")
	}
}
func afterFunc() {
	time.AfterFunc(time.Millisecond, func() { panic("timer") })
	time.Sleep(time.Second)
}
func recursive() { down(150) }
func down(n int) int {
	if n == 0 {
		panic("bottom")
	}
	return down(n-1) + 1
}
func exit3()  { defer fmt.Println("not run"); os.Exit(3) }
func ticker() { time.NewTicker(0) }
func onceAgain() {
	var once sync.Once
	once.Do(func() { panic("once") })
}
func onceFunc() { sync.OnceFunc(func() { panic("once") })() }

var cases = map[string]func(){
	"nilRead":             nilRead,
	"nilWrite":            nilWrite,
	"nilField":            nilField,
	"nilFieldWrite":       nilFieldWrite,
	"nilFarField":         nilFarField,
	"nilFarFieldWrite":    nilFarFieldWrite,
	"nilNestedField":      nilNestedField,
	"nilCopy":             nilCopy,
	"nilEmbedded":         nilEmbedded,
	"nilEmbeddedCall":     nilEmbeddedCall,
	"nilArray":            nilArray,
	"nilArrayIndex":       nilArrayIndex,
	"nilArrayRange":       nilArrayRange,
	"nilArraySlice":       nilArraySlice,
	"nilArrayLength":      nilArrayLength,
	"nilFunc":             nilFunc,
	"nilInterface":        nilInterface,
	"nilErrorCall":        nilErrorCall,
	"nilMethod":           nilMethod,
	"nilPointerMethod":    nilPointerMethod,
	"nilWrapped":          nilWrapped,
	"nilMethodValue":      nilMethodValue,
	"nilInterfaceValue":   nilInterfaceValue,
	"nilDefer":            nilDefer,
	"nilGo":               nilGo,
	"nilString":           nilString,
	"nilSwap":             nilSwap,
	"index":               index,
	"indexFar":            indexFar,
	"indexNegative":       indexNegative,
	"indexHuge":           indexHuge,
	"indexSmall":          indexSmall,
	"indexWrite":          indexWrite,
	"indexArray":          indexArray,
	"indexArrayWrite":     indexArrayWrite,
	"indexString":         indexString,
	"indexEmpty":          indexEmpty,
	"indexArgs":           indexArgs,
	"indexAppend":         indexAppend,
	"indexConst":          indexConst,
	"sliceHigh":           sliceHigh,
	"sliceHighNegative":   sliceHighNegative,
	"sliceOrder":          sliceOrder,
	"sliceLow":            sliceLow,
	"sliceLowNegative":    sliceLowNegative,
	"sliceHuge":           sliceHuge,
	"sliceHighHuge":       sliceHighHuge,
	"sliceString":         sliceString,
	"sliceStringOrder":    sliceStringOrder,
	"sliceStringLow":      sliceStringLow,
	"sliceArray":          sliceArray,
	"sliceArrayOrder":     sliceArrayOrder,
	"slice3Max":           slice3Max,
	"slice3Array":         slice3Array,
	"slice3High":          slice3High,
	"slice3Low":           slice3Low,
	"slice3Negative":      slice3Negative,
	"toArray":             toArray,
	"toArrayPointer":      toArrayPointer,
	"toArrayNil":          toArrayNil,
	"unsafeSlice":         unsafeSlice,
	"unsafeSliceLen":      unsafeSliceLen,
	"unsafeString":        unsafeString,
	"divide":              divide,
	"modulo":              modulo,
	"divideSmall":         divideSmall,
	"divideAssign":        divideAssign,
	"divideUnsigned":      divideUnsigned,
	"divideLeast":         divideLeast,
	"shift":               shift,
	"shiftRight":          shiftRight,
	"shiftAssign":         shiftAssign,
	"makeLen":             makeLen,
	"makeLenHuge":         makeLenHuge,
	"makeCap":             makeCap,
	"makeCapHuge":         makeCapHuge,
	"makeChan":            makeChan,
	"makeChanHuge":        makeChanHuge,
	"makeMap":             makeMap,
	"makeWide":            makeWide,
	"appendHuge":          appendHuge,
	"repeatNegative":      repeatNegative,
	"outOfMemory":         outOfMemory,
	"overflow":            overflow,
	"mapWrite":            mapWrite,
	"mapAdd":              mapAdd,
	"mapNested":           mapNested,
	"mapUnhashable":       mapUnhashable,
	"mapUnhashableField":  mapUnhashableField,
	"mapUnhashableDelete": mapUnhashableDelete,
	"compare":             compare,
	"compareStruct":       compareStruct,
	"compareFunc":         compareFunc,
	"compareInside":       compareInside,
	"concurrentMap":       concurrentMap,
	"closeNil":            closeNil,
	"closeTwice":          closeTwice,
	"sendClosed":          sendClosed,
	"selectClosed":        selectClosed,
	"sendClosedLater":     sendClosedLater,
	"receiveNil":          receiveNil,
	"sendNil":             sendNil,
	"selectNone":          selectNone,
	"selectBlock":         selectBlock,
	"receive":             receive,
	"send":                send,
	"rangeChan":           rangeChan,
	"lockTwice":           lockTwice,
	"readLock":            readLock,
	"writeLock":           writeLock,
	"waitGroup":           waitGroup,
	"condWait":            condWait,
	"othersBlock":         othersBlock,
	"goexitMain":          goexitMain,
	"unlock":              unlock,
	"readUnlock":          readUnlock,
	"writeUnlock":         writeUnlock,
	"waitNegative":        waitNegative,
	"assertNil":           assertNil,
	"assertWrong":         assertWrong,
	"assertNamed":         assertNamed,
	"assertPointer":       assertPointer,
	"assertStruct":        assertStruct,
	"assertMissing":       assertMissing,
	"assertMissingTwo":    assertMissingTwo,
	"assertPointerOnly":   assertPointerOnly,
	"assertNilInterface":  assertNilInterface,
	"assertBetween":       assertBetween,
	"assertConcrete":      assertConcrete,
	"assertError":         assertError,
	"assertLocal":         assertLocal,
	"assertSameName":      assertSameName,
	"panicString":         panicString,
	"panicLines":          panicLines,
	"panicEmpty":          panicEmpty,
	"panicBytes":          panicBytes,
	"panicInt":            panicInt,
	"panicUint8":          panicUint8,
	"panicRune":           panicRune,
	"panicFloat":          panicFloat,
	"panicFloat32":        panicFloat32,
	"panicComplex":        panicComplex,
	"panicBool":           panicBool,
	"panicUintptr":        panicUintptr,
	"panicNil":            panicNil,
	"panicNilError":       panicNilError,
	"panicLevel":          panicLevel,
	"panicWord":           panicWord,
	"panicRatio":          panicRatio,
	"panicFlag":           panicFlag,
	"panicCode":           panicCode,
	"panicStruct":         panicStruct,
	"panicPlain":          panicPlain,
	"panicSlice":          panicSlice,
	"panicMap":            panicMap,
	"panicPointer":        panicPointer,
	"panicFunc":           panicFunc,
	"panicChan":           panicChan,
	"panicArray":          panicArray,
	"panicError":          panicError,
	"panicErrorLines":     panicErrorLines,
	"panicFault":          panicFault,
	"panicNested":         panicNested,
	"panicWrapped":        panicWrapped,
	"panicStringer":       panicStringer,
	"panicNilStringer":    panicNilStringer,
	"panicBad":            panicBad,
	"panicNilFault":       panicNilFault,
	"panicRuntime":        panicRuntime,
	"panicJoined":         panicJoined,
	"inDefer":             inDefer,
	"inDeferTwice":        inDeferTwice,
	"recovered":           recovered,
	"repanicked":          repanicked,
	"repanickedError":     repanickedError,
	"deeper":              deeper,
	"nilInDefer":          nilInDefer,
	"goexitPanics":        goexitPanics,
	"deferPrints":         deferPrints,
	"recoverHalf":         recoverHalf,
	"inGoroutine":         inGoroutine,
	"inGoroutineNil":      inGoroutineNil,
	"inClosure":           inClosure,
	"inMethod":            inMethod,
	"inGeneric":           inGeneric,
	"inDeepCall":          inDeepCall,
	"inRange":             inRange,
	"rangeGoesOn":         rangeGoesOn,
	"rangeLater":          rangeLater,
	"rangeAfterPanic":     rangeAfterPanic,
	"afterFunc":           afterFunc,
	"recursive":           recursive,
	"exit3":               exit3,
	"ticker":              ticker,
	"onceAgain":           onceAgain,
	"onceFunc":            onceFunc,
}

func main() {
	f := cases[os.Args[1]]
	if len(os.Args) > 2 {
		defer func() {
			e := recover()
			_, isRuntime := e.(runtime.Error)
			err, isError := e.(error)
			fmt.Printf("recovered %T, an error: %v, a runtime.Error: %v\n", e, isError, isRuntime)
			if isError {
				fmt.Println(err.Error())
			}
		}()
	}
	f()
}
