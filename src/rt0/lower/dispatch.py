"""Fills the tables of eval.py and flow.py: which function lowers which node. No logic here."""

from __future__ import annotations

from rt0.lower import (
    builtins,
    calls,
    chans,
    closures,
    composite,
    convert,
    defers,
    early,
    eval,
    exprs,
    flow,
    flowcalls,
    flowexprs,
    flowstmts,
    ifaces,
    maps,
    places,
    rangefunc,
    ranges,
    slices,
    stmts,
)
from rt0.syntax import ast

eval.EXPRS.update({
    ast.Name: exprs.lower_name,
    ast.Selector: exprs.lower_selector,
    ast.Index: exprs.lower_index,
    ast.Unary: exprs.lower_unary,
    ast.Binary: exprs.lower_binary,
    ast.Call: exprs.lower_call,
    ast.FuncLit: closures.lower_func_lit,
    ast.CompositeLit: composite.lower_composite,
    ast.SliceExpr: slices.lower_slice,
    ast.TypeAssert: ifaces.lower_assert,
})  # fmt: skip

eval.PLACES.update({
    ast.Name: places.name_place,
    ast.Selector: places.selector_place,
    ast.Index: places.index_place,
    ast.Star: places.star_place,
})  # fmt: skip

eval.COMMA_OK.update({ast.Index: maps.lookup2, ast.TypeAssert: ifaces.assert2, ast.Unary: chans.receive2})

eval.STMTS.update({
    ast.EmptyStmt: stmts.lower_empty,
    ast.BlockStmt: stmts.lower_block,
    ast.ExprStmt: stmts.lower_expr_stmt,
    ast.DeclStmt: stmts.lower_decl_stmt,
    ast.AssignStmt: stmts.lower_assign,
    ast.IncDecStmt: stmts.lower_inc_dec,
    ast.IfStmt: stmts.lower_if,
    ast.ForStmt: stmts.lower_for,
    ast.RangeStmt: ranges.lower_range,
    ast.SwitchStmt: stmts.lower_switch,
    ast.TypeSwitchStmt: stmts.lower_type_switch,
    ast.SelectStmt: chans.lower_select_stmt,
    ast.SendStmt: chans.lower_send,
    ast.LabeledStmt: stmts.lower_labeled,
    ast.BranchStmt: stmts.lower_branch,
    ast.ReturnStmt: stmts.lower_return,
    ast.CallStmt: defers.lower_call_stmt,
})  # fmt: skip

flow.EXPRS.update(flowexprs.EXPRESSIONS)
flow.EXPRS[ast.Call] = lambda b, k, e: flowcalls.call(b, [k], e, "")
flow.STMTS.update(flowstmts.STATEMENTS)

eval.HOOKS.update({
    "call": calls.call,
    "convert": convert.lower_conversion,
    "convert_value": convert.implicit,
    "builtin": builtins.lower_builtin,
    "to_interface": ifaces.convert_expr,
    "branch_to": rangefunc.branch_to,
    "go_to": rangefunc.go_to,
    "return_from": rangefunc.return_from,
    "bind_captures": closures.bind_captures,
    "enter_defers": defers.enter_defers,
    "leave_defers": defers.leave_defers,
    "entry_ref": early.entry_ref,
    "escapes": flow.analyze,
    "escapes_init": flowstmts.analyze_init,
})  # fmt: skip
