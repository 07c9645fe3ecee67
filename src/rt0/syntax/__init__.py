"""Go source text → AST: tokens, scanner, parser, printer. Knows nothing of types.

Start with `ast` (what the parser builds), then `parser`. The specification is https://go.dev/ref/spec (Go 1.27).
"""

from rt0.syntax.parser import parse_file

__all__ = ["parse_file"]
