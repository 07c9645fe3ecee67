// Package nettrace is how net/http/httptrace hears of what net does: a Trace in
// a context.
package nettrace

// TraceKey is the context's key of a *Trace.
type TraceKey struct{}

// LookupIPAltResolverKey is the context's key of a function that tests put in
// place of name resolution.
type LookupIPAltResolverKey struct{}

// A Trace is what is called for the steps of a dial; any function may be nil.
type Trace struct {
	// DNSStart is called before a host's name is looked up, DNSDone after it,
	// with the addresses as net.IPAddr.
	DNSStart func(name string)
	DNSDone  func(netIPs []any, coalesced bool, err error)

	// ConnectStart is called before a connection to one address is made,
	// ConnectDone when that has ended. Dials side by side may call them from
	// several goroutines.
	ConnectStart func(network, addr string)
	ConnectDone  func(network, addr string, err error)
}
