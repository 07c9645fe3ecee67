package golden

func statements() (err error) {
	x := 1
	x, y = y, x
	x += 2
	x &^= y
	x <<= 1
	x++
	y--
	ch <- <-in
	f()
	<-ch
	var a, b int = 1, 2
	const c = iota
	type T struct{}
	;
	{
		inner()
	}
	if x {
	}
	if y := f(); y > 0 {
		a()
	} else if z {
		b()
	} else {
		c()
	}
	for {
		break
	}
	for x < 3 {
		continue
	}
	for i := 0; i < 10; i++ {
	}
	for ; ; i++ {
	}
	for i := 0; ; {
	}
	for range 10 {
	}
	for i := range x {
	}
	for k, v = range m {
	}
	for range seq {
	}
	if v == (T{}) && f(T{1}) {
	}
	for _, t := range []T{{1}} {
	}
	if p := &(T{}); p != nil {
	}
	switch {
	}
	switch x := f(); x {
	case 1, 2:
		fallthrough
	case 3:
	default:
		a()
	}
	switch f(); {
	case true:
	}
	switch x.(type) {
	}
	switch y := f(); z := y.(type) {
	case int, *T, nil, []string:
		_ = z
	default:
	}
	select {}
	select {
	case v := <-ch:
	case v, ok = <-ch:
	case <-ch:
	case ch <- 1:
		break
	default:
	}
outer:
	for {
		for {
			continue outer
		}
		break outer
	}
	goto end
	go f(1)
	go func() {}()
	defer mu.Unlock()
end:
	return
}

func results() (int, error) {
	if x {
		return 1, nil
	}
	return f()
}
