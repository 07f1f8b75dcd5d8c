# Repeated lines of a traceback are folded.
def down(n):
    return down(n + 1)


down(0)
