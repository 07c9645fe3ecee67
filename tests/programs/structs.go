// Structs: embedding, promotion, methods on values and pointers, comparison, anonymous structs, method values.
package main

import "fmt"

type animal struct {
	name string
	legs int
}

func (a animal) String() string   { return fmt.Sprintf("%s with %d legs", a.name, a.legs) }
func (a *animal) setLegs(n int)    { a.legs = n }
func (a animal) with(n int) animal { a.legs = n; return a }

type dog struct {
	animal
	*owner
	tag [2]int
}

type owner struct{ who string }

func (o *owner) greet() string { return "I belong to " + o.who }

type shape interface {
	area() float64
	perimeter() float64
}

type rect struct{ w, h float64 }
type circle struct{ r float64 }

func (r rect) area() float64         { return r.w * r.h }
func (r rect) perimeter() float64    { return 2 * (r.w + r.h) }
func (c *circle) area() float64      { return 3 * c.r * c.r }
func (c *circle) perimeter() float64 { return 6 * c.r }

type counter int

func (c *counter) inc() { *c++ }

func main() {
	d := dog{animal{"Rex", 4}, &owner{"Ann"}, [2]int{1, 2}}
	d.setLegs(3)
	fmt.Println(d.name, d.legs, d.String(), d.greet(), d.with(5).legs, d.legs)
	e := d
	e.tag[0] = 9
	fmt.Println(d.tag, e.tag, d == e, d.animal == e.animal)
	f := d.setLegs
	f(7)
	g := animal.String
	h := (*animal).setLegs
	h(&d.animal, 8)
	fmt.Println(g(d.animal))
	shapes := []shape{rect{2, 3}, &circle{2}, &rect{1, 1}}
	for _, s := range shapes {
		switch x := s.(type) {
		case rect:
			fmt.Println("rect", x.w, x.area(), x.perimeter())
		case *circle:
			fmt.Println("circle", x.r, x.area(), x.perimeter())
		default:
			fmt.Printf("%T %v\n", x, s.area())
		}
	}
	var c counter
	for i := 0; i < 5; i++ {
		c.inc()
	}
	fmt.Println(c)
	anon := struct {
		X, Y int
		Name string
	}{1, 2, "anon"}
	fmt.Printf("%v %+v\n", anon, anon)
	var s fmt.Stringer = d
	fmt.Println(s)
	if _, ok := s.(shape); !ok {
		fmt.Println("a dog is no shape")
	}
	type node struct {
		val         int
		left, right *node
	}
	var insert func(n *node, v int) *node
	insert = func(n *node, v int) *node {
		if n == nil {
			return &node{val: v}
		}
		if v < n.val {
			n.left = insert(n.left, v)
		} else {
			n.right = insert(n.right, v)
		}
		return n
	}
	var root *node
	for _, v := range []int{5, 2, 8, 1, 9, 3} {
		root = insert(root, v)
	}
	var walk func(n *node)
	walk = func(n *node) {
		if n != nil {
			walk(n.left)
			fmt.Print(n.val, " ")
			walk(n.right)
		}
	}
	walk(root)
	fmt.Println()
}
