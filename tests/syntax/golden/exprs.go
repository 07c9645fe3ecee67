package golden

var _ = a + b*c - d<<2&^e | f
var _ = a == b && c < d || !e
var _ = -x + ^y - +z*-1
var _ = *p * **q
var _ = &x
var _ = &T{1}
var _ = &(T{1})
var _ = <-ch + <-(<-chan int)(c)
var _ = (a + b) * c
var _ = x.y.z(1, 2)(xs...)[3]
var _ = s[:] == s[1:] && s[:2] == s[1:2:3] && s[:1:2] != nil
var _ = x.(int) + x.(*pkg.T)
var _ = []int{1, 2: 3, 4}
var _ = [...]string{"a", 5: "b"}
var _ = map[string][]int{"a": {1}, "b": {}}
var _ = []struct{ a, b int }{{1, 2}, {a: 3}}
var _ = pkg.T{x: 1}.f()
var _ = func(a int) (b string) { return }
var _ = func() int { return 1 }()
var _ = (*T).Method
var _ = (func())(x)
var _ = []byte("s")
var _ = chan int(nil)
var _ = interface{}(1)
var _ = struct{}{}
var _ = "s" + `r
aw` + string('r')
var _ = 0x1p-2 + 1e3 + 0b1 + 0o7 + 1_0 + 2i
var _ = len([]int{1,
	2,
})
