# What except* leaves is printed as a group, with what the clauses raised.
def work():
    raise ExceptionGroup("tasks", [ValueError("bad value"), TypeError("bad type"), ExceptionGroup("more", [OSError("disk")])])


try:
    work()
except* TypeError as group:
    raise RuntimeError("while handling") from group.exceptions[0]
except* ValueError:
    print("handled a value")
