package covered

import "errors"

var table = map[string]func(int) int{
	"one": func(x int) int { return x + 1 },
	"two": func(x int) int {
		if x > 3 {
			return 1
		}
		return x + 2
	},
}

// Big has all kinds of statements.
func Big(n int, s string) (out int, err error) {
	if n < 0 {
		return 0, errors.New("negative")
	} else if n == 1 {
		out++
	} else if n == 2 && func() bool { return true }() {
		out += 2
	} else {
		out = 9
	}

	// a comment

	/* another */
	for i := 0; i < n; i++ {
		switch {
		case i == 1:
			continue
		case i > 100:
			panic("large")
		default:
		}
		switch x := i * 2; x {
		case 4, 5:
			out++
			// comment at the end

		case 6:
			out--

			out--
		}
	}
loop:
	for _, r := range s {
		if r == 'x' { break loop }
		out += int(r)
	}
	var v any = s
	switch y := v.(type) {
	case string:
		out += len(y)
	case int:
	}
	ch := make(chan int, 1)
	select {
	case ch <- 1:
		out++
	default:
		out--
	}
	defer func() {
		out *= 2
	}()
	f := func(a int) int {
		return a
	}
	out += f(3)
	text := `
	raw

	string`
	_ = text
	{
		out++
	}
	if out > 1000 {
		goto end
	}
	out++
end:
	out++
	return out, nil
}

func empty() {}

func (t T) Method() { _ = 1; _ = 2 }

type T struct{}

func noBody(x int) int {
	const (
		a = iota

		// gap
		b
	)
	return a +

		b
}
