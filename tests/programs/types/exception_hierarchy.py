"""Which exception is which: the tree of built-in classes."""
def tree(cls, depth=0):
    names = sorted((c for c in cls.__subclasses__() if c.__module__ == "builtins"), key=lambda c: c.__name__)
    for c in names:
        if c.__name__ in ("ExceptionGroup", "BaseExceptionGroup", "ImportCycleError", "_IncompleteInputError"):
            continue
        print("  " * depth + c.__name__)
        tree(c, depth + 1)
tree(BaseException)
print(issubclass(KeyError, LookupError), issubclass(FileNotFoundError, OSError), IOError is OSError, EnvironmentError is OSError, issubclass(bool, Exception))
def which(action):
    try:
        action()
    except (LookupError, ArithmeticError) as error:
        return "lookup or arithmetic", type(error).__name__
    except OSError:
        return "os"
    except Exception as error:
        return "other", type(error).__name__
    else:
        return "fine"
print(which(lambda: [][0]), which(lambda: 1 / 0), which(lambda: {}[1]), which(lambda: int("x")), which(lambda: None), which(lambda: None.x), which(lambda: 2.0**10000))
try:
    raise KeyboardInterrupt
except Exception:
    print("never")
except BaseException as error:
    print(repr(error))
