"""The parser's rules, a file each for types, expressions, declarations and statements, over the state in `state`.

Imports run one way: state < types < exprs < decls < stmts. The two calls that must go up (an expression in a type, a
function body in an expression) go through slots of the state that `rt0.syntax.parser` fills.

Conventions of all rules:
- A rule's function is named after it and carries its EBNF; it takes the state first and returns a node.
- On entry the rule's first token is the current one, on return the token after the rule is.
- A rule whose name ends in `_or_none` returns None, and takes no token, when its construct is not there. All others
  return a node in any case and report what is missing.
- Where an error is reported, tokens are skipped up to one that may follow (`skip_to`), so that one mistake makes one
  message.
"""
