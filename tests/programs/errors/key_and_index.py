# Uncaught KeyError shows the key's repr.
table = {("a", 1): "x"}
print(table[("a", 1)])
print(table["it's missing"])
