def outer():
    def inner():
        nonlocal missing
    return inner
