class A: pass
a = A()
if (a.b := 5):
    pass
