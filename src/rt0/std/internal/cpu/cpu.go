// Package cpu says what the processor can do, to packages of Go's source tree
// that choose between plain Go and assembly. rt0 compiles no assembly, so
// every feature is reported as missing.
package cpu

// CacheLinePadSize is what keeps two values in different cache lines;
// CacheLineSize is the size of one.
const (
	CacheLinePadSize = 64
	CacheLineSize    = 64
)

// CacheLinePad stands between fields that different processors write to.
type CacheLinePad struct{ _ [CacheLinePadSize]byte }

// X86 has the features of x86 processors.
var X86 struct {
	_                                                                CacheLinePad
	HasAES, HasADX, HasAVX, HasAVX2, HasAVX512, HasAVX512F           bool
	HasAVX512BW, HasAVX512VL, HasBMI1, HasBMI2, HasERMS, HasFSRM     bool
	HasFMA, HasGFNI, HasOSXSAVE, HasPCLMULQDQ, HasPOPCNT, HasRDTSCP  bool
	HasSHA, HasSSE3, HasSSSE3, HasSSE41, HasSSE42, HasVAES, HasVNNIX bool
	_                                                                CacheLinePad
}

// ARM64 has the features of 64-bit ARM processors.
var ARM64 struct {
	HasAES, HasPMULL, HasSHA1, HasSHA2, HasSHA512, HasSHA3, HasCRC32, HasATOMICS, HasCPUID, HasDIT bool
}

// S390X has the features of IBM's processors.
var S390X struct {
	HasAES, HasAESCBC, HasAESCTR, HasAESGCM, HasGHASH, HasSHA1, HasSHA256, HasSHA512, HasSHA3, HasECDSA bool
}

// Loong64 has the features of LoongArch processors.
var Loong64 struct {
	HasLSX, HasLASX, HasCRC32, HasLAMCAS, HasLAM_BH bool
}

// RISCV64 has the features of RISC-V processors.
var RISCV64 struct {
	HasFastMisaligned, HasV, HasZbb, HasZbc, HasZvkb, HasZvkned bool
}

// Name returns the processor's name, "" where it is not known.
func Name() string { return "" }

// Initialize does nothing.
func Initialize(env string) {}
