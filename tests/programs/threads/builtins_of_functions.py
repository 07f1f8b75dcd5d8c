"""Threads that run functions of one code with different builtins each find their own."""
import threading
import types



wrong = []


def work(n):
    for round in range(300):
        body = compile("def count(): return len([1, 2])", "t", "exec").co_consts[0]
        shared = {}

        def run(function, wanted):
            for _ in range(20):
                if function() != wanted:
                    wrong.append(wanted)

        plain = types.FunctionType(body, shared)
        t = threading.Thread(target=run, args=(plain, 2))
        t.start()
        shared["__builtins__"] = {"len": lambda x: "own"}
        run(types.FunctionType(body, shared), "own")
        t.join()


threads = [threading.Thread(target=work, args=(n,)) for n in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(wrong)
