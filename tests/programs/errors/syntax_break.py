for x in []:
    pass
else:
    break
