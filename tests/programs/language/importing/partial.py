print("partial starts")
from importing.partial_user import use

ready = True
