"""The exception that a clause of `except*` took is the one being handled when the clauses after it are evaluated."""

def g(c):
    try:
        try: raise NameError('d')
        except* Exception: pass
        except* c: pass
    except Exception as e: print(type(e), e, repr(e.__context__), repr(e.__cause__))
g(3)
def g(c):
    try:
        try: raise NameError('d')
        except* Exception: raise KeyError(2)
        except* c: pass
    except Exception as e: print(type(e), e, repr(e.__context__), repr(e.__cause__))
g(3)
g(ValueError)
def g(c):
    try:
        try: raise NameError('d')
        except* ValueError: raise KeyError(2)
        except* c: pass
    except Exception as e: print(type(e), e, repr(e.__context__), repr(e.__cause__))
g(3)
def g(c):
    try:
        try: raise ExceptionGroup('a',[NameError('d'),ValueError(1)])
        except* ValueError: pass
        except* c: pass
    except Exception as e: print(type(e), e, repr(e.__context__), repr(e.__cause__))
g(3)
