# An error while another is handled; from None hides it; a cause hides the context.
def first():
    raise KeyError("first")


def hidden():
    try:
        first()
    except KeyError:
        raise ValueError("hides it") from None


def second():
    try:
        hidden()
    except ValueError:
        undefined_name


def third():
    try:
        second()
    finally:
        raise RuntimeError("third", 3)


third()
