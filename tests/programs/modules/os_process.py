"""The process and its surroundings."""

import os
import sys

print(os.getpid() > 0, os.getppid() > 0, os.getuid() >= 0, os.getgid() == os.getegid(), os.cpu_count() >= os.process_cpu_count() >= 1)
print(os.uname().sysname, type(os.uname()).__name__, len(os.times()), os.times().user >= 0)
old = os.umask(0o27)
print(oct(os.umask(old)), len(os.urandom(8)), os.strerror(2), os.name, os.linesep)
print(os.WIFEXITED(256), os.WEXITSTATUS(256), os.WIFSIGNALED(9), os.WTERMSIG(9), os.waitstatus_to_exitcode(256), os.waitstatus_to_exitcode(9))
os.environ["FW_A"] = "value"
print(os.environ["FW_A"], os.environb[b"FW_A"], os.getenv("FW_A"), os.getenvb(b"FW_A"), os.getenv("FW_NONE", 5))
os.environb[b"FW_B"] = b"bytes"
print(os.environ["FW_B"], "FW_B" in os.environ, os.environ.pop("FW_B"), "FW_B" in os.environ)
print(os.system("test \"$FW_A\" = value"), os.waitstatus_to_exitcode(os.system("exit 3")))
os.putenv("FW_C", "direct")
print(os.system("test \"$FW_C\" = direct"), "FW_C" in os.environ)
del os.environ["FW_A"]
print(os.system("test -z \"$FW_A\""))
for attempt in (
    lambda: os.environ["FW_NONE"],
    lambda: os.environ.__setitem__(1, "x"),
    lambda: os.environ.__setitem__("x", 1),
    lambda: os.putenv("a=b", "c"),
    lambda: os.kill(os.getpid(), 12345),
    lambda: os.waitpid(-1, 0),
    lambda: os.execv("/none", ["none"]),
    lambda: os.execv("/none", []),
):
    try:
        attempt()
    except Exception as e:
        print(type(e).__name__, e)
print(os.fsencode("na\u00efve"), os.fsdecode(b"na\xc3\xafve"), os.fspath(b"x"), os.path.expandvars("$FW_D/x"))
print(os.get_exec_path({"PATH": "/a:/b"}), os.supports_follow_symlinks.issuperset({os.stat}), os.stat in os.supports_dir_fd, os.listdir in os.supports_fd)
print(os.sysconf("SC_PAGESIZE") > 0, os.get_terminal_size.__name__, os.getloadavg()[0] >= 0, sorted(os.sched_getaffinity(0))[:1] != [])
print("before the end")
sys.stdout.flush()
os._exit(7)
