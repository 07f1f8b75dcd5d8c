"""Several threads import the same module: its code runs once, and all get it whole."""
import sys
import threading

sys.path.insert(0, "support")
barrier = threading.Barrier(6)
results = []


def work(n):
    barrier.wait()
    import slow_module

    results.append((slow_module.value, slow_module.table["last"], id(slow_module)))
    import package_a.part

    results.append((package_a.part.name, package_a.whole, 0))


threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
import slow_module

print(len(results), sorted({r[:2] for r in results}, key=str))
print(len({r[2] for r in results} - {0}), slow_module.runs)
