package golden

type List[T any] struct {
	next *List[T]
	val  T
}

type Pair[K comparable, V any] struct{ k K; v V }
type Num interface{ ~int | ~float64 }
type Ptr[T any, P interface{ *T; Set(string) }] struct{}
type Array[P *int,] struct{}
type NotParams [n * m]int
type Star[P *T, _ any] []P
type Union[P *T | int] []P
type Paren[P interface{ m() }] []P
type SliceC[S []E, E any] []S
type Set[T comparable] = map[T]struct{}

func Map[T, U any](xs []T, f func(T) U) []U { return nil }

func (l *List[T]) Push(v T)      {}
func (p Pair[K, _]) Key() K      { return p.k }
func (l *List[T]) As[U any]() *List[U] { return nil }

var (
	_ = Map[int, string](nil, nil)
	_ = Map[int]
	_ = Pair[string, int]{"a", 1}
	_ = []List[int]{}
	_ = l.As[string]()
	_ = x[i]
	_ = f(a < b, c > (d))
	_ List[Pair[int, []string]]
)
