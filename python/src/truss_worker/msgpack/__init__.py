"""msgpack with the extra types of Truss, as its server has spoken it since 2022, in pure Python.

The format is that of msgpack.org. Dates, decimals, UUIDs, complex numbers and numpy's arrays are maps whose keys
are bin instead of str, so that no map of a client can be taken for one (`extra_types`, `arrays`).
"""
