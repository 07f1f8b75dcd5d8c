# A bare SystemExit is success, from however deep.
def deep(n):
    if n == 0:
        raise SystemExit
    try:
        deep(n - 1)
    finally:
        print("unwind", n)


deep(3)
