def f():
    print(name)
    global name
