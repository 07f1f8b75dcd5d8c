import sys


class Quit(SystemExit):
    pass


try:
    raise Quit(9)
except SystemExit as error:
    print(error.code)
sys.exit(True)
