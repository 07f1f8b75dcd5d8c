"""Sockets where something is refused: nothing that arrived is lost, no descriptor that is not ours is closed."""

import gc
import os
import socket
import threading
import time


def attempt(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)


# A descriptor that is no socket stays the caller's.
reading, writing = os.pipe()
attempt(lambda: socket.socket(fileno=reading))
attempt(lambda: socket.socket(fileno=-1))
attempt(lambda: socket.socket(fileno=1.0))
gc.collect()
os.write(writing, b"still open")
print(os.read(reading, 20))

a, b = socket.socketpair()
b.send(b"hello")
attempt(lambda: a.recv_into(bytearray(2), 5))
attempt(lambda: a.recvfrom_into(bytearray(2), 5))
attempt(lambda: a.recv_into(bytearray(2), -1))
room = bytearray(3)
print(a.recv_into(room, 2), room, a.recv(10))

# A limit of time: of all parts together, of a socket that is closed, of one that gets nothing.
a.settimeout(0.2)
attempt(lambda: a.recv(1))
start = time.monotonic()
attempt(lambda: a.sendall(bytes(1 << 24)))
print(time.monotonic() - start < 5)
a.close()
attempt(lambda: a.recv(1))
socket.setdefaulttimeout(3)
print(socket.socket().gettimeout())
socket.setdefaulttimeout(None)

# Much data both ways, between threads.
a, b = socket.socketpair()
data = bytes(range(256)) * 8000


def echo():
    while part := b.recv(65536):
        b.sendall(part)
    b.close()


echoing = threading.Thread(target=echo)
echoing.start()
sending = threading.Thread(target=lambda: (a.sendall(data), a.shutdown(socket.SHUT_WR)))
sending.start()
back = bytearray()
while part := a.recv(65536):
    back += part
sending.join()
echoing.join()
print(bytes(back) == data)

for text in "127.1", "0x7f.1", "1", "256", "1.2.3.4", "1.2.3", "017.1", "1.256.1", "1.2.3.4.5", "", "a", "0x", "08", "4294967296":
    attempt(lambda: socket.inet_aton(text))
attempt(lambda: socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
attempt(lambda: socket.getaddrinfo("localhost", 80, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
attempt(lambda: socket.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV))
