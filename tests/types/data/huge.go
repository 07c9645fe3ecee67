package p

const (
	big   = 1e100000000
	small = 1e-100000000
	one   = big * small
	ratio = 1.5e200000000 / 0.5e200000000
	_     = 6e886451608 /* ERROR "malformed constant: 6e886451608" */ / 2
	_     = 0 * 1e+1000000000 /* ERROR "malformed constant: 1e+1000000000" */
	_     = big * big * big * big * big * big * /* ERROR "constant result is not representable" */ big
	_     = -1e-1000000000
	sum   = big + 1 - big
)

var (
	_ [int(ratio)]int = [3]int{}
	_ int             = 1e646456992 /* ERROR "cannot use 1e646456992 (untyped float constant 1e+646456992) as int value in variable declaration (truncated)" */
	_ int8            = 1e646456 /* ERROR "cannot use 1e646456 (untyped float constant 1e+646456) as int8 value in variable declaration (truncated)" */
	_ float64         = 1e646456992 /* ERROR "cannot use 1e646456992 (untyped float constant 1e+646456992) as float64 value in variable declaration (overflows)" */
	_ float32         = - /* ERROR "cannot use -1.23456789e10000000 (untyped float constant -1.23457e+10000000) as float32 value in variable declaration (overflows)" */1.23456789e10000000
	_ float64         = 1.23456789e-1000000
	_ int64           = 1.23456789e-1000000 /* ERROR "cannot use 1.23456789e-1000000 (untyped float constant 1.23457e-1000000) as int64 value in variable declaration (truncated)" */
	_ int64           = - /* ERROR "cannot use -1e-1000000 (untyped float constant) as int64 value in variable declaration (truncated)" */1e-1000000
	_                 = big == 10*1e99999999
	_ [1]int          = [one /* ERROR "array length one + 0.5 (untyped float constant 1.5) must be integer" */ + 0.5]int{}
	_                 = 1 / 1e-600000000i /* ERROR "invalid operation: division by zero" */
	_                 = 1 / ( /* ERROR "invalid operation: division by zero" */1e-1000000000 * 0)
	_                 = int(1e100 /* ERROR "cannot convert 1e100 (untyped float constant 10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000) to type int" */)
	_                 = int8(complex128 /* ERROR "cannot convert complex128(1000) (constant 1000 of type complex128) to type int8" */(1000))
	_ int             = 1.00000001 /* ERROR "cannot use 1.00000001 (untyped float constant) as int value in variable declaration (truncated)" */
	_ int             = 1234567.5 /* ERROR "cannot use 1234567.5 (untyped float constant 1.23457e+06) as int value in variable declaration (truncated)" */
	_ int             = 1000000.5 /* ERROR "cannot use 1000000.5 (untyped float constant 1.0000005e+06) as int value in variable declaration (truncated)" */
	_ int             = 1e-7 /* ERROR "cannot use 1e-7 (untyped float constant 1e-07) as int value in variable declaration (truncated)" */
	_ string          = 1e-5000 /* ERROR "cannot use 1e-5000 (untyped float constant) as string value in variable declaration" */
	_ string          = 3.14159265358979e5000 /* ERROR "cannot use 3.14159265358979e5000 (untyped float constant 3.14159e+5000) as string value in variable declaration" */
	_ complex64       = 1e5000i /* ERROR "cannot use 1e5000i (untyped complex constant (0 + 1e+5000i)) as complex64 value in variable declaration (overflows)" */
	_ uint8           = 0x1p-70000 /* ERROR "cannot use 0x1p-70000 (untyped float constant 0.794884e-21072) as uint8 value in variable declaration (truncated)" */
	_ bool            = 0x1.8p70000 /* ERROR "cannot use 0x1.8p70000 (untyped float constant 1.88707e+21072) as bool value in variable declaration" */
	_                 = 1e2000 /* ERROR "invalid operation: shifted operand 1e2000 (untyped float constant 1e+2000) must be integer" */ << 1
	_                 = big /* ERROR "invalid operation: shifted operand big (untyped float constant 1e+100000000) must be integer" */ << 1
	_                 = 1.0e300 << /* ERROR "constant shift overflow" */ 1
	_                 = big > small && -big < small && big >= big && small != 0
	_ string          = big /* ERROR "cannot use big > small (untyped bool constant true) as string value in variable declaration" */ > small
	_                 = 09999999999i + 1e1_0
	_ bool            = sum /* ERROR "cannot use sum (untyped float constant 0) as bool value in variable declaration" */
)
