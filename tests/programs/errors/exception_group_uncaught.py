# An exception group prints its members as a tree.
def fail(kind, text):
    raise kind(text)


def collect():
    errors = []
    for kind, text in ((ValueError, "first"), (KeyError, "second")):
        try:
            fail(kind, text)
        except Exception as error:
            errors.append(error)
    return errors


nested = ExceptionGroup("inner", [TypeError("plain")])
raise ExceptionGroup("several problems", [*collect(), nested])
