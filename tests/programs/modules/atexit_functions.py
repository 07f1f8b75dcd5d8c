"""Functions for the end of the program: last registered first, whatever others do."""

import atexit
import threading


def bye(*args, **kwargs):
    print("bye", args, kwargs)


@atexit.register
def first():
    print("registered first, run last")


atexit.register(bye, 1, 2, x=3)
atexit.register(bye)
atexit.register(print, "removed")
print(atexit._ncallbacks())
atexit.unregister(print)
print(atexit._ncallbacks())
atexit.register(lambda: atexit.register(print, "registered at the end"))


class Fails:
    def __repr__(self):
        return "<fails>"

    def __call__(self):
        raise ValueError("ignored")


atexit.register(Fails())
try:
    atexit.register(5)
except TypeError as e:
    print(e)
threads = [threading.Thread(target=atexit.register, args=(print, "from a thread")) for i in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(atexit._ncallbacks())
