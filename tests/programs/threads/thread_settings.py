# Names that the system knows, sizes of stacks, and what threads report when they fail.
import _thread, threading

print(_thread.stack_size())
print(_thread.stack_size(262144), _thread.stack_size(), _thread.stack_size(0), _thread.stack_size())
for size in 1, -1, 2**70, "x":
    try:
        print(_thread.stack_size(size))
    except Exception as e:
        print(type(e).__name__)


def named():
    _thread.set_name("a thread of ours")
    print(_thread._get_name())


t = threading.Thread(target=named)
t.start()
t.join()
t = threading.Thread(target=lambda: print(_thread._get_name()), name="worker")
t.start()
t.join()


class _ExceptHookArgs(tuple):
    pass


try:
    _thread._excepthook(_ExceptHookArgs((ValueError, None, None, None)))
except TypeError as e:
    print(e)

h = _thread._ThreadHandle()
for f in h.join, h._set_done:
    try:
        f()
    except RuntimeError as e:
        print(e)
print(h.is_done())
print(_thread.start_joinable_thread(list, handle=h) is h)
h.join()
print(h.is_done())
try:
    _thread.start_joinable_thread(list, handle=h)
except RuntimeError as e:
    print(e)
