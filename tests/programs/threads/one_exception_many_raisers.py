"""One exception object raised by several threads at once, with notes and context added by each."""
import threading

error = KeyError("shared")
barrier = threading.Barrier(4)
seen = []


def work(n):
    barrier.wait()
    for i in range(50):
        try:
            try:
                {}[n]
            except KeyError:
                raise error
        except KeyError as e:
            seen.append(e is error)
            e.add_note(f"{n}")


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(seen), all(seen))
print(sorted(set(error.__notes__)), type(error.__context__).__name__)
