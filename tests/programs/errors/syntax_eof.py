def f(x):
    return {"a": [1, 2, (3, x}
