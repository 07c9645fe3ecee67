"""Substitution of type parameters, and instantiation of generic types and signatures.

`substitute(t, smap)` is t with type parameters replaced; it returns t itself where nothing changes, and never
writes into an existing type. `instantiate_named` gives one object for each generic type and list of identical
type arguments, whatever package asks: instances are kept on the generic type. Their underlying types and
methods are computed when first asked for, so that recursive types work.

Also for lower's stencils: `substitute(info.type_of(e), dict(zip(tparams, targs)))`.
Read next: unify.py, infer.py.
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.types.format import arguments_key
from rt0.types.objects import Func, Var
from rt0.types.types import (
    INVALID_TYPE,
    Alias,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Term,
    Tuple,
    Type,
    TypeParam,
    Union,
    constraint_interface,
    unalias,
    under,
)

SubstMap = dict[TypeParam, Type]

def substitute(t: Type, smap: SubstMap) -> Type:
    """t with every type parameter of smap replaced by its type."""
    if not smap:
        return t
    c = type(t)
    if c is Basic:
        return t
    if c is TypeParam:
        return smap.get(t, t)  # type: ignore[call-overload, no-any-return]
    return _SUBST[c](t, smap)


def _array(t: Array, m: SubstMap) -> Type:
    e = substitute(t.elem, m)
    return t if e is t.elem else Array(t.length, e)


def _slice(t: Slice, m: SubstMap) -> Type:
    e = substitute(t.elem, m)
    return t if e is t.elem else Slice(e)


def _pointer(t: Pointer, m: SubstMap) -> Type:
    e = substitute(t.base, m)
    return t if e is t.base else Pointer(e)


def _map(t: Map, m: SubstMap) -> Type:
    k, e = substitute(t.key, m), substitute(t.elem, m)
    return t if k is t.key and e is t.elem else Map(k, e)


def _chan(t: Chan, m: SubstMap) -> Type:
    e = substitute(t.elem, m)
    return t if e is t.elem else Chan(t.dir, e)


def subst_var(v: Var, m: SubstMap) -> Var:
    """v with its type substituted; `origin` leads back to the generic one."""
    ty = substitute(v.type, m)
    if ty is v.type:
        return v
    return Var(v.name, ty, v.pkg, v.pos, v.kind, v.embedded, v.used, origin=v.origin or v)


def _vars(vs: list[Var], m: SubstMap) -> list[Var]:
    out = [subst_var(v, m) for v in vs]
    return vs if all(a is b for a, b in zip(out, vs)) else out


def _struct(t: Struct, m: SubstMap) -> Type:
    fs = _vars(t.fields, m)
    return t if fs is t.fields else Struct(fs, t.tags)


def _tuple(t: Tuple, m: SubstMap) -> Type:
    vs = _vars(t.vars, m)
    return t if vs is t.vars else Tuple(vs)


def _signature(t: Signature, m: SubstMap) -> Type:
    params, results = _tuple(t.params, m), _tuple(t.results, m)
    if params is t.params and results is t.results:
        return t
    # The receiver is kept: it is not part of the type. Type parameters' bounds are substituted where they are used.
    return Signature(params, results, t.variadic, t.recv, t.tparams, t.recv_tparams, t.scope)  # type: ignore[arg-type]


def _union(t: Union, m: SubstMap) -> Type:
    terms = [Term(x.tilde, substitute(x.type, m)) for x in t.terms]
    return t if all(a.type is b.type for a, b in zip(terms, t.terms)) else Union(terms)


def _interface(t: Interface, m: SubstMap) -> Type:
    methods = [_method(f, m) for f in t.methods]
    embeddeds = [substitute(e, m) for e in t.embeddeds]
    if all(a is b for a, b in zip(methods, t.methods)) and all(a is b for a, b in zip(embeddeds, t.embeddeds)):
        return t
    return Interface(methods, embeddeds, t.embed_pos, t.implicit, t.complete)


def _method(f: Func, m: SubstMap) -> Func:
    sig = f.signature
    s = _signature(sig, m)
    if s is sig:
        return f
    return Func(f.name, s, f.pkg, f.pos, f.ptr_recv, origin=f.origin or f)


def _named(t: Named, m: SubstMap) -> Type:
    if t.targs is None:
        return t
    assert t.orig is not None
    if len(t.orig.tparams or t.targs) != len(t.targs):
        return INVALID_TYPE  # reported where it is written
    targs = tuple(substitute(a, m) for a in t.targs)
    if all(a is b for a, b in zip(targs, t.targs)):
        return t
    return instantiate_named(t.orig, targs, t.pos)


def _alias(t: Alias, m: SubstMap) -> Type:
    if t.targs is None:
        return t if t.tparams else substitute(unalias(t), m) if _mentions(unalias(t), m) else t
    targs = tuple(substitute(a, m) for a in t.targs)
    if all(a is b for a, b in zip(targs, t.targs)):
        return t
    assert t.orig is not None
    return instantiate_alias(t.orig, targs)


def _mentions(t: Type, m: SubstMap) -> bool:
    return substitute(t, m) is not t


_SUBST: dict[type, Callable[..., Type]] = {
    Array: _array, Slice: _slice, Pointer: _pointer, Map: _map, Chan: _chan, Struct: _struct, Tuple: _tuple,
    Signature: _signature, Union: _union, Interface: _interface, Named: _named, Alias: _alias,
}


def instantiate_named(orig: Named, targs: tuple[Type, ...], pos: int = 0) -> Named:
    """The instance of a generic type, first asked for at pos. That targs satisfy the constraints is verified
    elsewhere."""
    key = arguments_key(targs)
    inst = orig.instances.get(key)
    if inst is None:
        inst = orig.instances[key] = Named(orig.obj, orig=orig, targs=targs, expand=expand_instance, pos=pos)
    return inst


def expand_instance(n: Named) -> None:
    """Computes the underlying type of an instance; too few or many type arguments make it invalid."""
    orig, targs = n.orig, n.targs
    assert orig is not None and targs is not None
    tparams = orig.tparams or []
    if len(tparams) != len(targs):
        n.underlying = INVALID_TYPE
        return
    u = under(orig)
    if orig.underlying is None and orig.rhs is None:
        n.expand = expand_instance  # the generic type's declaration is not finished: ask again later
        return
    smap = dict(zip(tparams, targs))
    new = substitute(u, smap)
    if type(new) is Interface and new is not u:
        _rebind_receivers(new, n)
    n.underlying = new


def _rebind_receivers(t: Interface, n: Named) -> None:
    for f in t.methods:
        sig = f.signature
        if sig.recv is not None and f.origin is not None:
            f.type = Signature(sig.params, sig.results, sig.variadic,
                               Var(sig.recv.name, n, sig.recv.pkg, sig.recv.pos, sig.recv.kind))


def instantiate_alias(orig: Alias, targs: tuple[Type, ...]) -> Alias:
    """The instance of a generic alias."""
    key = arguments_key(targs)
    inst = orig.instances.get(key)
    if inst is None:
        rhs = substitute(orig.rhs or INVALID_TYPE, dict(zip(orig.tparams or [], targs)))
        inst = orig.instances[key] = Alias(orig.obj, rhs, unalias(rhs), orig=orig, targs=targs)
    return inst


def instantiate_signature(sig: Signature, targs: tuple[Type, ...]) -> Signature:
    """A generic function's signature with its type parameters replaced."""
    s = _signature(sig, dict(zip(sig.tparams or [], targs)))
    assert type(s) is Signature
    return Signature(s.params, s.results, s.variadic, s.recv, None, s.recv_tparams, s.scope)


def instance_method(n: Named, i: int) -> Func:
    """Method i of an instance: the generic type's with the type arguments put in, one object each."""
    assert n.orig is not None
    if len(n.methods) < len(n.orig.methods):
        n.methods += [_lazy_method(n, m) for m in n.orig.methods[len(n.methods):]]
    return n.methods[i]


def _lazy_method(n: Named, m: Func) -> Func:
    f = Func(m.name, None, m.pkg, m.pos, m.ptr_recv, origin=m)  # type: ignore[arg-type]

    def complete(f: Func) -> None:
        sig = m.signature
        rt = sig.recv_tparams or []
        smap: SubstMap = dict(zip(rt, n.targs or ()))
        s = _signature(sig, smap)
        assert type(s) is Signature
        recv = sig.recv
        if recv is not None:
            rtype: Type = Pointer(n) if m.ptr_recv else n
            recv = Var(recv.name, rtype, recv.pkg, recv.pos, recv.kind, origin=recv)
        tparams = s.tparams
        if tparams:
            # The method's own parameters have constraints in which the type's arguments must show.
            for p in tparams:
                constraint_interface(p)
            tparams, renamed = rename_tparams(tparams, Signature(s.params, s.results, s.variadic))
            assert type(renamed) is Signature
            s = renamed
            for p in tparams:
                p.bound = substitute(p.bound, smap)
        f.type = Signature(s.params, s.results, s.variadic, recv, tparams, None, sig.scope)

    f.complete = complete
    return f


def rename_tparams(tparams: list[TypeParam], t: Type) -> tuple[list[TypeParam], Type]:
    """Fresh copies of type parameters, and t with them put in (so that f can call itself with other arguments)."""
    fresh = [TypeParam(p.obj, p.bound, p.index) for p in tparams]
    smap: SubstMap = dict(zip(tparams, fresh))
    for q, p in zip(fresh, tparams):
        q.bound = substitute(p.bound, smap)
    return fresh, substitute(t, smap)


__all__ = ["SubstMap", "substitute", "instantiate_named", "instantiate_alias", "instantiate_signature",
           "instance_method", "expand_instance", "rename_tparams", "subst_var"]
