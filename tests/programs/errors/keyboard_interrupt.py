# KeyboardInterrupt raised by the program passes except Exception and ends it with the signal's code.
def work():
    try:
        raise KeyboardInterrupt
    except Exception:
        print("never")
    finally:
        print("clean up")


try:
    work()
except KeyboardInterrupt as error:
    print("caught", repr(error), isinstance(error, Exception))
print("done")
