package golden

type (
	Basic  int
	Ptr    **int
	Paren  (int)
	Fn     func(a, b int, c ...string) (d int, e error)
	Fn1    func(int, string) bool
	Fn2    func() func() (int)
	Chans  struct {
		a chan int
		b <-chan int
		c chan<- int
		d chan (<-chan int)
		e chan<- (chan int)
		f <-chan (<-chan int)
	}
	Struct struct {
		a, b   int `tag:"x"`
		Basic
		*Ptr "embedded"
		pkg.Type
		*pkg.Other
		Generic[int, string]
		*pkg.Generic[int]
		arr    [3]int
		sl     []struct{ x int }
		_      map[string][]*int
	}
	Iface interface {
		M()
		N(x int) (y string)
		error
		pkg.Iface
		Gen[int]
	}
	Empty interface{}
	Union interface {
		~int | ~string | []byte
		comparable
		*T
	}
)
