"""What every stage shares: source positions, diagnostics as values, internal errors, options.

The lowest layer: it imports nothing of rt0. Read `source`, then `diagnostics`.
"""
