"""What `sysconfig` says of how the interpreter was built."""

build_time_vars = {
    "ABIFLAGS": "t",
    "EXT_SUFFIX": ".freewheel.so",
    "MULTIARCH": "",
    "Py_DEBUG": 0,
    "Py_ENABLE_SHARED": 0,
    "Py_GIL_DISABLED": 1,
    "SIZEOF_VOID_P": 8,
    "SOABI": "freewheel",
    # Where `zoneinfo` looks for time zones, as CPython is built to unless it is told otherwise.
    "TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
    "WITH_DOC_STRINGS": 1,
    "WITH_PYMALLOC": 0,
    "prefix": "",
}
