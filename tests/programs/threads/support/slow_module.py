"""Takes its time, and counts how often it is run."""
import sys

runs = getattr(sys, "_slow_module_runs", 0) + 1
sys._slow_module_runs = runs
table = {}
for i in range(3000):
    table[i] = [i]
table["last"] = "here"
value = sum(len(v) for k, v in table.items() if k != "last")
