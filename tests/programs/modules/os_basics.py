import os
import os.path

print(os.sep, os.linesep == "\n", os.curdir, os.pardir, os.name, os.pathsep, os.extsep, os.devnull)
print(isinstance(os.getpid(), int), os.getpid() > 0, os.cpu_count() >= 1, os.getcwd() == os.path.abspath("."))
os.environ["FW_TEST"] = "value"
print(os.environ["FW_TEST"], os.getenv("FW_TEST"), os.getenv("FW_ABSENT"), os.getenv("FW_ABSENT", "default"), "FW_TEST" in os.environ, os.environ.get("FW_ABSENT"))
del os.environ["FW_TEST"]
print("FW_TEST" in os.environ, os.environ.pop("FW_ABSENT", None), os.environ.setdefault("FW_S", "set"))
for bad in (lambda: os.environ["FW_ABSENT"], lambda: os.environ.__setitem__("A", 1), lambda: os.environ.__delitem__("FW_ABSENT")):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
p = os.path
print(p.join("a", "b", "c.txt"), p.join("a", "/b"), p.join("a/", "b"), p.join("", "x"), p.join("a", ""))
print(p.basename("/x/y.tar.gz"), p.dirname("/x/y"), p.split("/x/y"), p.splitext("a/b.tar.gz"), p.splitext(".bashrc"), p.splitext("noext"), p.split("/"))
print(p.normpath("a//b/../c/./d"), p.normpath(""), p.normpath("/../x"), p.isabs("/a"), p.isabs("a"), p.commonpath(["/a/b/c", "/a/b/d"]))
print(p.exists("."), p.isdir("."), p.isfile("."), p.exists("/no/such/thing"), p.isfile("os_basics.py"), p.relpath("/a/b/c", "/a/d"), p.expanduser("plain"))
print("os_basics.py" in os.listdir("."), os.fspath("x"), sorted(k for k in ("sep", "environ", "getcwd") if hasattr(os, k)))
for bad in (lambda: os.listdir("/no/such/dir"), lambda: os.fspath(5)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
