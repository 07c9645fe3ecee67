// bank: many goroutines move money between accounts. Locks are taken in the order of the accounts' numbers, so nothing deadlocks, and the
// sum never changes.
package main

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

var (
	errFunds  = errors.New("not enough money")
	errClosed = errors.New("account is closed")
	errSame   = errors.New("from and to are the same")
)

// A transferError says which transfer failed, and why.
type transferError struct {
	from, to, amount int
	err              error
}

func (e *transferError) Error() string {
	return fmt.Sprintf("transfer of %d from %d to %d: %v", e.amount, e.from, e.to, e.err)
}

func (e *transferError) Unwrap() error { return e.err }

type account struct {
	mu      sync.Mutex
	id      int
	balance int
	closed  bool
	history []int
}

type bank struct {
	accounts []*account
	done     atomic.Int64
	refused  atomic.Int64
	audit    sync.RWMutex // audits exclude transfers
}

func newBank(n, each int) *bank {
	b := &bank{}
	for i := range n {
		b.accounts = append(b.accounts, &account{id: i, balance: each})
	}
	return b
}

func (b *bank) transfer(from, to, amount int) (err error) {
	defer func() {
		if err != nil {
			err = &transferError{from, to, amount, err}
			b.refused.Add(1)
		} else {
			b.done.Add(1)
		}
	}()
	if from == to {
		return errSame
	}
	b.audit.RLock()
	defer b.audit.RUnlock()
	first, second := b.accounts[min(from, to)], b.accounts[max(from, to)]
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()
	a, c := b.accounts[from], b.accounts[to]
	switch {
	case a.closed || c.closed:
		return errClosed
	case a.balance < amount:
		return errFunds
	}
	a.balance -= amount
	c.balance += amount
	a.history = append(a.history, -amount)
	c.history = append(c.history, amount)
	return nil
}

// total adds up all accounts while no transfer runs.
func (b *bank) total() (sum, moves int) {
	b.audit.Lock()
	defer b.audit.Unlock()
	for _, a := range b.accounts {
		sum += a.balance
		moves += len(a.history)
	}
	return sum, moves
}

func (b *bank) close(id int) int {
	a := b.accounts[id]
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	return a.balance
}

// random is a generator of our own, so that each worker has its own numbers.
type random uint64

func (r *random) next(n int) int {
	*r ^= *r << 13
	*r ^= *r >> 7
	*r ^= *r << 17
	return int(uint64(*r) % uint64(n))
}

func main() {
	const accounts, each, workers, transfers = 20, 1000, 8, 5000
	b := newBank(accounts, each)
	var wg sync.WaitGroup
	kinds := make([]map[error]int, workers)
	for w := range workers {
		kinds[w] = map[error]int{}
		wg.Go(func() {
			r := random(w*7919 + 1)
			for range transfers {
				err := b.transfer(r.next(accounts), r.next(accounts), r.next(300))
				var te *transferError
				if errors.As(err, &te) {
					kinds[w][te.err]++
				}
			}
		})
	}
	stop := make(chan struct{})
	audits := make(chan int)
	go func() {
		n := 0
		for {
			select {
			case <-stop:
				audits <- n
				return
			default:
				if sum, moves := b.total(); sum != accounts*each || moves%2 != 0 {
					panic(fmt.Sprint("the books are wrong: ", sum, moves))
				}
				n++
			}
		}
	}()
	wg.Wait()
	close(stop)
	fmt.Println("audits made:", <-audits > 0)
	sum, moves := b.total()
	fmt.Println("sum", sum, "transfers and refusals", b.done.Load()+b.refused.Load(), "moves are two a transfer:", int64(moves) == 2*b.done.Load())
	same := 0
	for _, k := range kinds {
		same += k[errSame]
		for err := range k {
			if err != errSame && err != errFunds {
				panic(err)
			}
		}
	}
	fmt.Println("of the same account", same)

	fmt.Println("closed with its balance kept:", b.close(3) >= 0)
	err := b.transfer(3, 4, 1)
	fmt.Println(err, errors.Is(err, errClosed))
	err = b.transfer(5, 6, 1<<40)
	fmt.Println(err, errors.Is(err, errFunds))
	for _, a := range b.accounts {
		sum := each
		for _, m := range a.history {
			sum += m
		}
		if sum != a.balance {
			panic("history does not explain the balance")
		}
	}
	fmt.Println("every history explains its balance")
}
