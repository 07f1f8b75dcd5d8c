"""Barriers: phases in step, the action, and what breaks one."""
import threading

phases = []
actions = []
barrier = threading.Barrier(4, action=lambda: actions.append(len(phases)))
lock = threading.Lock()
indices = []


def work():
    for phase in range(5):
        with lock:
            phases.append(phase)
        index = barrier.wait()
        with lock:
            indices.append(index)
        barrier.wait()


threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(phases == sorted(phases), len(phases))
print(sorted(indices) == sorted(list(range(4)) * 5))
print(actions[0::2], barrier.parties, barrier.n_waiting, barrier.broken)

barrier = threading.Barrier(2)
outcomes = []


def wait(timeout):
    try:
        barrier.wait(timeout)
        outcomes.append("passed")
    except threading.BrokenBarrierError:
        outcomes.append("broken")


t = threading.Thread(target=wait, args=(0.01,))
t.start()
t.join()
print(outcomes, barrier.broken)
barrier.reset()
print(barrier.broken)
t = threading.Thread(target=wait, args=(None,))
t.start()
barrier.wait()
t.join()
print(outcomes)
barrier.abort()
wait(None)
print(outcomes)
try:
    threading.Barrier(0)
except ValueError as e:
    print(e)
