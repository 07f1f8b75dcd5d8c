whole = []
for i in range(500):
    whole.append(i)
whole = sum(whole)
