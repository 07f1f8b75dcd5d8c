"""Threads, and what they wait for each other with."""

import _contextvars
import _thread
import sys
from _thread import _excepthook as excepthook, _ExceptHookArgs as ExceptHookArgs
from time import monotonic as _now

__all__ = [
    "get_ident", "active_count", "Condition", "current_thread", "enumerate", "main_thread", "TIMEOUT_MAX", "Event", "Lock", "RLock",
    "Semaphore", "BoundedSemaphore", "Thread", "Barrier", "BrokenBarrierError", "Timer", "ThreadError", "ExceptHookArgs", "excepthook",
    "local", "stack_size", "get_native_id", "settrace", "setprofile", "gettrace", "getprofile", "setprofile_all_threads", "settrace_all_threads",
    "serialize_iterator", "synchronized_iterator", "concurrent_tee",
]

Lock = _thread.lock
RLock = _thread.RLock
ThreadError = RuntimeError
TIMEOUT_MAX = _thread.TIMEOUT_MAX
get_ident = _thread.get_ident
get_native_id = _thread.get_native_id
stack_size = _thread.stack_size
local = _thread._local
_start = _thread._start_joinable


_start_joinable_thread = _thread.start_joinable_thread
_make_thread_handle = _thread._make_thread_handle
_ThreadHandle = _thread._ThreadHandle
_get_main_thread_ident = _thread._get_main_thread_ident
_is_main_interpreter = _thread._is_main_interpreter
_daemon_threads_allowed = _thread.daemon_threads_allowed
_allocate_lock = _thread.allocate_lock
_LockType = _thread.lock
# One lock, which is the kernel's.
_CRLock = _PyRLock = _RLock = _thread.RLock
_HAVE_THREAD_NATIVE_ID = True


def settrace(func):
    """Sets what threads of this module trace with when they begin: nothing, as of now."""
    sys.settrace(func)


settrace_all_threads = settrace


def setprofile(func):
    """Sets what threads of this module profile with when they begin: nothing, as of now."""
    sys.setprofile(func)


setprofile_all_threads = setprofile


def gettrace():
    return None


def getprofile():
    return None


class serialize_iterator:
    """An iterator that any number of threads may ask for the next value: one after the other.

    What it wraps need not be safe for threads. Generators may be sent to, thrown into and closed through it as well.
    """

    __slots__ = ("_iterator", "_lock")

    def __init__(self, iterable):
        self._iterator = iter(iterable)
        self._lock = Lock()

    def __iter__(self):
        return self

    def __next__(self):
        with self._lock:
            return next(self._iterator)

    # A method that the iterator lacks is asked for outside the lock, and is an AttributeError.
    def send(self, value, /):
        send = self._iterator.send
        with self._lock:
            return send(value)

    def throw(self, *args):
        throw = self._iterator.throw
        with self._lock:
            return throw(*args)

    def close(self):
        close = self._iterator.close
        with self._lock:
            return close()


def synchronized_iterator(func):
    """Makes what a function or generator function returns an iterator that threads may share."""
    from functools import wraps

    @wraps(func)
    def inner(*args, **kwargs):
        return serialize_iterator(func(*args, **kwargs))

    return inner


class _concurrent_tee:
    """One of several iterators over the same values: nodes of a list that grows where the foremost one is."""

    __slots__ = ("iterator", "lock", "link")

    def __init__(self, iterator, lock, link):
        self.iterator = iterator
        self.lock = lock
        # [value, next node], or [] where nobody has been yet.
        self.link = link

    def __iter__(self):
        return self

    def __next__(self):
        link = self.link
        if not link:
            with self.lock:
                if not link:
                    # Both at once, for those who look without the lock.
                    link.extend((next(self.iterator), []))
        value, self.link = link
        return value


def concurrent_tee(iterable, n=2):
    """Like `itertools.tee`, for iterators that are used by a thread each."""
    if n < 0:
        raise ValueError("n must be a non-negative integer")
    if n == 0:
        return ()
    if isinstance(iterable, _concurrent_tee):
        first = iterable
    else:
        first = _concurrent_tee(iter(iterable), Lock(), [])
    more = [_concurrent_tee(first.iterator, first.lock, first.link) for _ in range(n - 1)]
    return (first, *more)


class Condition:
    """Threads that wait until another one notifies them, over a lock."""

    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        self._waiters = []
        if hasattr(lock, "_release_save"):
            self._release_save = lock._release_save
        if hasattr(lock, "_acquire_restore"):
            self._acquire_restore = lock._acquire_restore
        if hasattr(lock, "_is_owned"):
            self._is_owned = lock._is_owned

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, kind, value, traceback):
        # Without memory, too: a tuple of the arguments would want some, and the lock would be held for ever.
        return self._lock.__exit__(kind, value, traceback)

    def __repr__(self):
        return "<Condition(%s, %d)>" % (self._lock, len(self._waiters))

    def locked(self):
        return self._lock.locked()

    def _release_save(self):
        self._lock.release()

    def _acquire_restore(self, state):
        self._lock.acquire()

    def _is_owned(self):
        # A plain lock knows no owner: it is taken by someone if it cannot be taken now.
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True

    def wait(self, timeout=None):
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter = _thread.allocate_lock()
        waiter.acquire()
        self._waiters.append(waiter)
        state = self._release_save()
        got = False
        try:
            if timeout is None:
                waiter.acquire()
                got = True
            elif timeout <= 0:
                got = waiter.acquire(False)
            else:
                # Which refuses what is no number.
                got = waiter.acquire(True, timeout)
            return got
        finally:
            self._acquire_restore(state)
            if not got:
                try:
                    self._waiters.remove(waiter)
                except ValueError:
                    pass

    def wait_for(self, predicate, timeout=None):
        end = None
        left = timeout
        result = predicate()
        while not result:
            if left is not None:
                if end is None:
                    end = _now() + left
                else:
                    left = end - _now()
                    if left <= 0:
                        break
            self.wait(left)
            result = predicate()
        return result

    def notify(self, n=1):
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        waiters = self._waiters
        while waiters and n > 0:
            waiter = waiters.pop(0)
            try:
                waiter.release()
            except RuntimeError:
                # It gave up at the same moment.
                pass
            else:
                n -= 1

    def notify_all(self):
        self.notify(len(self._waiters))

    notifyAll = notify_all


class Semaphore:
    """A number of permits."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._cond = Condition(Lock())
        self._value = value

    def __repr__(self):
        cls = type(self)
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}>"

    def acquire(self, blocking=True, timeout=None):
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        end = None
        with self._cond:
            while self._value == 0:
                if not blocking:
                    return False
                if timeout is not None:
                    if end is None:
                        end = _now() + timeout
                    else:
                        timeout = end - _now()
                        if timeout <= 0:
                            return False
                self._cond.wait(timeout)
            self._value -= 1
            return True

    def __enter__(self, blocking=True, timeout=None):
        return self.acquire(blocking, timeout)

    def release(self, n=1):
        if n < 1:
            raise ValueError("n must be one or more")
        with self._cond:
            self._value += n
            self._cond.notify(n)

    def __exit__(self, t, v, tb):
        self.release()


class BoundedSemaphore(Semaphore):
    """A semaphore that is not released more often than acquired."""

    def __init__(self, value=1):
        super().__init__(value)
        self._initial_value = value

    def __repr__(self):
        cls = type(self)
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}/{self._initial_value}>"

    def release(self, n=1):
        if n < 1:
            raise ValueError("n must be one or more")
        with self._cond:
            if self._value + n > self._initial_value:
                raise ValueError("Semaphore released too many times")
            self._value += n
            self._cond.notify(n)


class Event:
    """A flag to wait for."""

    def __init__(self):
        self._cond = Condition(Lock())
        self._flag = False

    def __repr__(self):
        cls = type(self)
        state = "set" if self._flag else "unset"
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: {state}>"

    def is_set(self):
        return self._flag

    isSet = is_set

    def set(self):
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        with self._cond:
            signaled = self._flag
            if not signaled:
                signaled = self._cond.wait(timeout)
            return signaled


class BrokenBarrierError(RuntimeError):
    pass


class Barrier:
    """A point that a number of threads pass together."""

    def __init__(self, parties, action=None, timeout=None):
        if parties < 1:
            raise ValueError("parties must be >= 1")
        self._cond = Condition(Lock())
        self._action = action
        self._timeout = timeout
        self._parties = parties
        # 0 filling, 1 draining, -1 resetting, -2 broken
        self._state = 0
        self._count = 0

    def __repr__(self):
        cls = type(self)
        if self.broken:
            return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: broken>"
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: waiters={self.n_waiting}/{self.parties}>"

    def wait(self, timeout=None):
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            while self._state in (-1, 1):
                self._cond.wait()
            if self._state < 0:
                raise BrokenBarrierError
            index = self._count
            self._count += 1
            try:
                if index + 1 == self._parties:
                    self._open()
                else:
                    if not self._cond.wait_for(lambda: self._state != 0, timeout):
                        self._break()
                        raise BrokenBarrierError
                    if self._state < 0:
                        raise BrokenBarrierError
                return index
            finally:
                self._count -= 1
                if self._count == 0 and self._state in (-1, 1):
                    self._state = 0
                    self._cond.notify_all()

    def _open(self):
        try:
            if self._action:
                self._action()
            self._state = 1
            self._cond.notify_all()
        except:
            self._break()
            raise

    def _break(self):
        self._state = -2
        self._cond.notify_all()

    def reset(self):
        with self._cond:
            if self._count > 0:
                if self._state in (0, -2):
                    self._state = -1
            else:
                self._state = 0
            self._cond.notify_all()

    def abort(self):
        with self._cond:
            self._break()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._count if self._state == 0 else 0

    @property
    def broken(self):
        return self._state == -2


_registry_lock = _active_limbo_lock = Lock()
_running = _active = {}
_limbo = {}
_counter = 0
_dangling = []


def _next_number():
    global _counter
    with _registry_lock:
        _counter += 1
        return _counter


def _forget(thread):
    """Takes a thread that is over out of the lists, should it not have done that itself."""
    with _registry_lock:
        for ident, other in list(_running.items()):
            if other is thread:
                del _running[ident]
        if thread in _dangling:
            _dangling.remove(thread)


class Thread:
    """A thread of control."""

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None, context=None):
        if group is not None:
            raise AssertionError("group argument must be None for now")
        if kwargs is None:
            kwargs = {}
        if name:
            name = str(name)
        else:
            name = f"Thread-{_next_number()}"
            if target is not None:
                try:
                    name += f" ({target.__name__})"
                except AttributeError:
                    pass
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = kwargs
        self._daemonic = daemon if daemon is not None else current_thread().daemon
        self._ident = None
        self._began = False
        # Held until the thread begins. A lock, since giving it back takes no memory.
        self._beginning = Lock()
        self._done = Lock()
        self._finished = False
        self._initialized = True
        self._excepthook = None
        self._context = context
        self._native_id = None

    def __repr__(self):
        if not self.__dict__.get("_initialized"):
            raise AssertionError("Thread.__init__() was not called")
        status = "initial"
        if self._began:
            status = "started"
        if self._finished:
            status = "stopped"
        if self._daemonic:
            status += " daemon"
        if self._ident is not None:
            status += " %s" % self._ident
        return "<%s(%s, %s)>" % (self.__class__.__name__, self._name, status)

    def start(self):
        if not self.__dict__.get("_initialized"):
            raise RuntimeError("thread.__init__() not called")
        if self._began:
            raise RuntimeError("threads can only be started once")
        if self._context is None:
            inherits = getattr(sys.flags, "thread_inherit_context", False)
            self._context = _contextvars.copy_context() if inherits else _contextvars.Context()
        self._done.acquire()
        self._beginning.acquire()
        with _registry_lock:
            _dangling.append(self)
        try:
            # The lock comes back when all of the thread is over.
            _start(self._bootstrap, self._done)
        except Exception:
            # The locks first, which takes no memory: whoever finds the thread in the list waits for them.
            self._beginning.release()
            self._done.release()
            with _registry_lock:
                _dangling.remove(self)
            raise
        while not self._beginning.acquire(True, 1.0):
            # A thread that finds no memory may be over before it has begun.
            if self._done.acquire(False):
                self._done.release()
                if not self._began:
                    self._beginning.release()
                    _forget(self)
                    raise RuntimeError("can't start new thread")

    def run(self):
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            # What the thread worked on may be large.
            del self._target, self._args, self._kwargs

    def _bootstrap(self):
        self._ident = get_ident()
        self._native_id = get_native_id()
        _thread.set_name(self._name)
        with _registry_lock:
            _running[self._ident] = self
            _dangling.remove(self)
        self._began = True
        self._beginning.release()
        try:
            self._context.run(self.run)
        except:
            _call_excepthook(self)
        finally:
            # Nothing here may want memory: there may be none. One deletion is atomic, and needs no lock.
            self._finished = True
            del _running[self._ident]

    def join(self, timeout=None):
        if not self.__dict__.get("_initialized"):
            raise RuntimeError("Thread.__init__() not called")
        if not self._began:
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        if timeout is None:
            self._done.acquire()
            self._done.release()
        elif self._done.acquire(True, max(timeout, 0)):
            self._done.release()

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        self._name = str(name)

    @property
    def ident(self):
        return self._ident

    @property
    def native_id(self):
        return self._native_id

    def is_alive(self):
        if not self.__dict__.get("_initialized"):
            raise AssertionError("Thread.__init__() not called")
        return self._began and not self._finished

    @property
    def daemon(self):
        return self._daemonic

    @daemon.setter
    def daemon(self, value):
        if self._began:
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = value

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, value):
        self.daemon = value

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name


__excepthook__ = excepthook


def _call_excepthook(thread):
    value = sys.exception()
    args = ExceptHookArgs((type(value), value, value.__traceback__, thread))
    hook = excepthook
    if hook is None:
        hook = __excepthook__
    try:
        hook(args)
    except Exception as e:
        e.__suppress_context__ = True
        if sys.stderr is not None:
            print("Exception in threading.excepthook:", file=sys.stderr, flush=True)
        sys.excepthook(type(e), e, e.__traceback__)


class _MainThread(Thread):
    def __init__(self):
        self._target = None
        self._name = "MainThread"
        self._args = ()
        self._kwargs = {}
        self._daemonic = False
        self._ident = get_ident()
        self._native_id = get_native_id()
        self._began = True
        self._done = Lock()
        self._done.acquire()
        self._finished = False
        self._initialized = True
        _running[self._ident] = self


class _DummyThread(Thread):
    """A thread that was not started here."""

    def __init__(self):
        self._target = None
        self._name = f"Dummy-{_next_number()}"
        self._args = ()
        self._kwargs = {}
        self._daemonic = True
        self._ident = get_ident()
        self._native_id = get_native_id()
        self._began = True
        self._done = Lock()
        self._finished = False
        self._initialized = True
        with _registry_lock:
            _running[self._ident] = self

    def is_alive(self):
        return True

    def join(self, timeout=None):
        raise RuntimeError("cannot join a dummy thread")


class Timer(Thread):
    """Calls a function after a while."""

    def __init__(self, interval, function, args=None, kwargs=None):
        Thread.__init__(self)
        self.interval = interval
        self.function = function
        self.args = args if args is not None else []
        self.kwargs = kwargs if kwargs is not None else {}
        self.finished = Event()

    def cancel(self):
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


def current_thread():
    try:
        return _running[get_ident()]
    except KeyError:
        return _DummyThread()


currentThread = current_thread


def main_thread():
    return _main_thread


def active_count():
    with _registry_lock:
        return len(_running) + len(_dangling)


activeCount = active_count


def enumerate():
    with _registry_lock:
        return list(_running.values()) + list(_dangling)


_at_exit = []


def _register_atexit(func, *args, **kwargs):
    if _main_thread._finished:
        raise RuntimeError("can't register atexit after shutdown")
    _at_exit.append((func, args, kwargs))


def _after_fork():
    """After a fork there is but this thread."""
    global _main_thread, _registry_lock
    _registry_lock = Lock()
    current = _running.get(get_ident())
    _running.clear()
    _dangling.clear()
    if current is None:
        current = _MainThread()
    _running[get_ident()] = current
    _main_thread = current


def _shutdown():
    """Waits for all threads that are no daemons; the runtime calls this at the end of the program."""
    _main_thread._finished = True
    # Threads may be waiting for this one.
    try:
        _main_thread._done.release()
    except RuntimeError:
        pass
    for func, args, kwargs in reversed(_at_exit):
        func(*args, **kwargs)
    while True:
        with _registry_lock:
            left = [t for t in list(_running.values()) + _dangling if not t._daemonic and t is not _main_thread]
        if not left:
            # Those that were not started here.
            return _thread._shutdown()
        for t in left:
            # Held since before it began.
            t._done.acquire()
            t._done.release()
            _forget(t)


_main_thread = _MainThread()
