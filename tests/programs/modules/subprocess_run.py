"""`subprocess`: output, input, exit codes, missing programs, time limits, folders and environments."""

import subprocess

print(subprocess.run(["echo", "hi"], capture_output=True, text=True))
done = subprocess.run("echo out; echo err >&2; exit 3", shell=True, capture_output=True)
print(done.returncode, done.stdout, done.stderr)
try:
    subprocess.run(["/no/such/program"])
except FileNotFoundError as e:
    print(e)
try:
    subprocess.run(["false"], check=True)
except subprocess.CalledProcessError as e:
    print(e.returncode, e.cmd)
data = b"line\n" * 50_000
p = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(p.communicate(data)[0] == data, p.returncode)
try:
    subprocess.run(["sleep", "5"], timeout=0.1)
except subprocess.TimeoutExpired as e:
    print(e)
print(subprocess.check_output(["pwd"], cwd="/", text=True))
print(subprocess.check_output(["sh", "-c", "echo $WORD"], env={"WORD": "green"}))
try:
    subprocess.run(["true"], cwd="/no/such/folder")
except FileNotFoundError as e:
    print(e)
with subprocess.Popen(["sh", "-c", "read x; echo $x; kill -TERM $$"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as p:
    print(p.communicate("word\n"), p.returncode)
