"""What `queue` has in C: `SimpleQueue`, and the exception of an empty one."""

from _thread import allocate_lock
from collections import deque
from time import monotonic
from types import GenericAlias


class Empty(Exception):
    """Nothing is there to get."""


class SimpleQueue:
    """First in, first out, without bound and without tasks.

    Nothing here holds a lock while it does more than one operation on the deque or the dict, so a signal's handler or a finalizer may put while its
    own thread is inside `put` or `get`.
    I1. Who waits has its lock, held, in `_waiters`, and looks for an item after it has put it there.
    I2. Who appends an item looks for waiters afterwards. Both sides go through the deque's own lock in between, so one of them sees the other.
    I3. A waiter that is taken out of `_waiters` by another thread is woken; if it does not need that, it wakes the next one while there are items.
    """

    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self):
        self._items = deque()
        # Oldest first.
        self._waiters = {}

    def put(self, item, block=True, timeout=None):
        self._items.append(item)
        if self._waiters:
            self._wake()

    def _wake(self):
        waiters = self._waiters
        while True:
            try:
                waiter = next(iter(waiters))
            except StopIteration:
                return
            except RuntimeError:
                # Others came or went meanwhile.
                continue
            if waiters.pop(waiter, False):
                waiter.release()
                return

    def get(self, block=True, timeout=None):
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        try:
            return self._items.popleft()
        except IndexError:
            if not block:
                raise Empty from None
        end = None if timeout is None else monotonic() + timeout
        waiter = allocate_lock()
        waiter.acquire()
        while True:
            self._waiters[waiter] = True
            try:
                try:
                    return self._items.popleft()
                except IndexError:
                    pass
                left = -1 if end is None else end - monotonic()
                if end is not None and left <= 0 or not waiter.acquire(True, left):
                    raise Empty
                try:
                    return self._items.popleft()
                except IndexError:
                    # Somebody who did not wait was quicker.
                    pass
            finally:
                # Also when a signal's handler raises.
                if not self._waiters.pop(waiter, False) and self._items:
                    self._wake()

    def put_nowait(self, item):
        self.put(item, block=False)

    def get_nowait(self):
        return self.get(block=False)

    def empty(self):
        return not self._items

    def qsize(self):
        return len(self._items)
