# A re-raised exception keeps growing its traceback.
def origin():
    raise ValueError("origin")


def once():
    try:
        origin()
    except ValueError:
        raise


def twice():
    try:
        once()
    except ValueError as error:
        raise error


try:
    twice()
except ValueError as error:
    saved = error
raise saved
