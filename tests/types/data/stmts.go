// Statements: conditions, switches, ranges, sends, go and defer, returns and assignments.
package p

func two() (int, string) { return 1, "a" }
func none()              {}

func _(i int, s string, c chan<- int, r <-chan int, x interface{ M() }, e interface{}) (n int, err error) {
	if i /* ERROR "non-boolean condition in if statement" */ {
	}
	if x := 1; x == 1 {
	}
	for i /* ERROR "non-boolean condition in for statement" */ {
	}
	switch i {
	case 1, 2, 1 /* ERROR "duplicate case 1 (constant of type int) in expression switch" */:
	case "a" /* ERROR "cannot convert \"a\" (untyped string constant) to type int" */:
	case 3.5 /* ERROR "3.5 (untyped float constant) truncated to int" */:
	}
	switch s {
	case "a":
	case "a" /* ERROR "duplicate case \"a\" (constant of type string) in expression switch" */:
	}
	switch {
	case i /* ERROR "invalid case i in switch on true (mismatched types int and bool)" */:
	case i == 1:
	}
	switch e.(type) {
	case int, string:
	case int /* ERROR "duplicate case int in type switch" */:
	case nil, nil /* ERROR "duplicate case nil in type switch" */:
	case undefinedType /* ERROR "undefined: undefinedType" */:
	}
	switch y /* ERROR "y declared and not used" */ := e.(type) {
	}
	switch y := e.(type) {
	case int:
		_ = y + 1
	case string:
		_ = y /* ERROR "invalid operation: y + 1 (mismatched types string and untyped int)" */ + 1
	}
	switch i /* ERROR "i (variable of type int) is not an interface" */.(type) {
	}
	switch x.(type) {
	case int /* ERROR "impossible type switch case: int\n\tx (variable of type interface{M()}) cannot have dynamic type int (missing method M)" */:
	}
	for j /* ERROR "declared and not used: j" */ := range i {
		j = "a" /* ERROR "cannot use \"a\" (untyped string constant) as int value in assignment" */
	}
	for j, k /* ERROR "range over 10 (untyped int constant) permits only one iteration variable" */ := range 10 {
		_, _ = j, k
	}
	for range 3.5 /* ERROR "cannot range over 3.5 (untyped float constant)" */ {
	}
	for a /* ERROR "declared and not used: a" */, b := range s {
		a = b /* ERROR "cannot use b (variable of type rune) as int value in assignment" */
	}
	for a := range c /* ERROR "cannot range over c (variable of type chan<- int): receive from send-only channel chan<- int" */ {
		_ = a
	}
	for a, b /* ERROR "range over r (variable of type <-chan int) permits only one iteration variable" */ := range r {
		_, _ = a, b
	}
	for a := range two /* ERROR "cannot range over two (value of type func() (int, string)): func must be func(yield func(...) bool): wrong argument count" */ {
		_ = a
	}
	for a := range func(yield func(int) bool) {} {
		_ = a
	}
	for a, b /* ERROR "range over func(yield func(int) bool) {} (value of type func(yield func(int) bool)) permits only one iteration variable" */ := range func(yield func(int) bool) {} {
		_, _ = a, b
	}
	c <- "a" /* ERROR "cannot use \"a\" (untyped string constant) as int value in send" */
	r /* ERROR "invalid operation: cannot send to receive-only channel <-chan int r (variable of type <-chan int)" */ <- 1
	i /* ERROR "invalid operation: cannot send to non-channel int i (variable of type int)" */ <- 1
	<-c /* ERROR "invalid operation: cannot receive from send-only channel chan<- int c (variable of type chan<- int)" */
	go none /* ERROR "expression in go must be function call" */
	go none()
	defer two /* ERROR "expression in defer must be function call" */
	defer int /* ERROR "defer requires function call, not conversion int(3) (constant 3 of type int)" */(3)
	defer len /* ERROR "defer discards result of len(s) (value of type int)" */(s)
	go func /* ERROR "expression in go must be function call" */() {}
	a /* ERROR "declared and not used: a" */, b /* ERROR "declared and not used: b" */ := 1 /* ERROR "assignment mismatch: 2 variables but 1 value" */
	a, b = two(), 1
	a, b, d /* ERROR "declared and not used: d" */ := two /* ERROR "assignment mismatch: 3 variables but two returns 2 values" */()
	i = two /* ERROR "assignment mismatch: 1 variable but two returns 2 values" */()
	i = none /* ERROR "none() (no value) used as value" */()
	_ = none /* ERROR "none() (no value) used as value" */()
	i, s = 1, 2 /* ERROR "cannot use 2 (untyped int constant) as string value in multiple assignment" */
	i := /* ERROR "no new variables on left side of :=" */ 5
	select {
	case v := <-r:
		_ = v
	case c <- 1:
	case i == /* ERROR "select case must be send or receive (possibly with assignment)" */ 1:
	default:
	default /* ERROR "multiple defaults (first" */:
	}
	{
		err /* ERROR "declared and not used: err" */ := e
		return /* ERROR "result parameter err not in scope at return" */
	}
	return 1 /* ERROR "not enough return values\n\thave (number)\n\twant (int, error)" */
	return 1, 2, 3 /* ERROR "too many return values\n\thave (number, number, number)\n\twant (int, error)" */
	return "a" /* ERROR "cannot use \"a\" (untyped string constant) as int value in return statement" */, nil
	return two /* ERROR "cannot use 2nd function result (value of type string) as error value in return statement: string does not implement error (missing method Error)" */()
}

func _() {
	return 1 /* ERROR "too many return values\n\thave (number)\n\twant ()" */
	panic /* ERROR "invalid operation: not enough arguments for panic() (expected 1, found 0)" */()
	panic /* ERROR "invalid operation: too many arguments for panic(1, 2) (expected 1, found 2)" */(1, 2)
	print(none /* ERROR "none() (no value) used as value" */())
	delete(1 /* ERROR "invalid argument: 1 (untyped int constant) is not a map" */, 2)
	_ = append(1 /* ERROR "invalid append: argument must be a slice; have 1 (untyped int constant)" */, 2)
	_ = append([]int{}, "a" /* ERROR "cannot use \"a\" (untyped string constant) as int value in argument to append" */, 2)
	_ = copy(1 /* ERROR "invalid copy: argument must be a slice; have 1 (untyped int constant)" */, 2)
	_ = make(int /* ERROR "invalid argument: cannot make int: type must be slice, map, or channel" */)
	_ = make /* ERROR "invalid operation: make([]int) expects 2 or 3 arguments; found 1" */([]int)
	_ = make([]int, 2 /* ERROR "invalid argument: length and capacity swapped" */, 1)
	_ = make([]int, - /* ERROR "invalid argument: index -1 (constant of type int) must not be negative" */1)
	_ = make(chan int, "a" /* ERROR "cannot convert \"a\" (untyped string constant) to type int" */)
	_ = new(1 /* ERROR "invalid operation: 1 + nil (mismatched types untyped int and untyped nil)" */ + nil)
	_ = cap(map /* ERROR "invalid argument: map[int]int{} (value of type map[int]int) for built-in cap" */[int]int{})
	close(5 /* ERROR "invalid operation: cannot close non-channel 5 (untyped int constant)" */)
	_ = min(1, "a" /* ERROR "invalid argument: mismatched types untyped int (previous argument) and untyped string (type of \"a\")" */)
	_ = max /* ERROR "invalid operation: not enough arguments for max() (expected 1, found 0)" */()
	clear(5 /* ERROR "invalid argument: cannot clear 5 (untyped int constant): argument must be (or constrained by) map or slice" */)
	_ = complex(1 /* ERROR "invalid operation: complex(1, \"a\") (mismatched types untyped float and untyped string)" */, "a")
	_ = real(5.5)
	append /* ERROR "append([]int{}, 1) (value of type []int) is not used" */([]int{}, 1)
	_ = recover /* ERROR "recover (built-in) must be called" */
	recover()
}
