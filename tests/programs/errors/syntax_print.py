def f():
    print "hello", 5
