"""Named tuples of the system are sealed, and settings of the interpreter."""

import os
import sys
import time

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)

for cls in (time.struct_time, os.stat_result, type(sys.version_info), type(sys.flags), type(sys.float_info)):
    attempt(lambda: type("X", (cls,), {}))
for cls in (type(sys.version_info), type(sys.flags), type(sys.float_info)):
    attempt(lambda: setattr(cls, "n_sequence_fields", 3))
for cls in (time.struct_time, os.stat_result, type(sys.float_info)):
    attempt(lambda: cls.__new__(int, (1,)))
attempt(lambda: time.struct_time.__new__(5))
attempt(lambda: type(sys.version_info)((1, 2, 3, "final", 0)))
attempt(lambda: type(sys.flags)(range(18)))
attempt(lambda: type(sys.int_info)(sys.int_info) == sys.int_info)
print(time.gmtime(0).__replace__(tm_year=2000)[:3], len(time.gmtime(0)), time.struct_time.n_fields)
print(sys.get_asyncgen_hooks(), type(sys.get_asyncgen_hooks()), sys.hash_info.width, sys.int_info.bits_per_digit)
print(sys.hexversion >> 16 == sys.implementation.hexversion >> 16, sys.implementation.hexversion >> 24 == sys.implementation.version.major)

for value in ("a", -1, 0, 0.25, 1):
    attempt(lambda: sys.setswitchinterval(value))
    print(sys.getswitchinterval())
sys.setswitchinterval(0.005)
attempt(lambda: sys.settrace(None))
attempt(lambda: sys.gettrace())
attempt(lambda: sys.setprofile(None))
attempt(lambda: sys.getprofile())
attempt(lambda: sys.call_tracing(print, 5))
attempt(lambda: sys.call_tracing(print, (5, 6)))
attempt(lambda: sys.is_finalizing())
attempt(lambda: sys.is_finalizing(1, 2))
attempt(lambda: sys.audit(5))
attempt(lambda: sys.audit("event", 5))
