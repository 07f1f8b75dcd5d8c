"""`asyncio`: tasks, timeouts, queues, streams between two sockets, threads, and cancellation."""

import asyncio
import socket


async def worker(name, queue, log):
    while (item := await queue.get()) is not None:
        log.append((name, item))
        await asyncio.sleep(0)
        queue.task_done()
    queue.task_done()


async def echo():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"hello\nworld\n")
        writer.write_eof()
        lines = [line async for line in reader]
        writer.close()
        await writer.wait_closed()
    return lines


async def handle(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
    await writer.drain()
    writer.close()


async def main():
    print(await asyncio.gather(*(asyncio.sleep(0.001 * i, i) for i in range(4))))
    queue, log = asyncio.Queue(), []
    async with asyncio.TaskGroup() as group:
        for n in "ab":
            group.create_task(worker(n, queue, log))
        for i in range(6):
            await queue.put(i)
        await queue.join()
        for _ in "ab":
            await queue.put(None)
    print(sorted(i for _, i in log), len({n for n, _ in log}))
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(5)
    except TimeoutError as e:
        print("timeout", repr(e))
    task = asyncio.create_task(asyncio.sleep(5))
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as e:
        print("cancelled", e, task.cancelled())
    print(await asyncio.to_thread(sum, range(100)))
    print(await echo())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(ValueError("one")))
            group.create_task(fail(TypeError("two")))
    except* ValueError as e:
        print(e.exceptions)
    except* TypeError as e:
        print(e.exceptions)
    return "done"


async def fail(e):
    raise e


print(asyncio.run(main()))
a, b = socket.socketpair()
with a, b:
    a.sendall(b"x" * 10)
    print(b.recv(100), a.family.name, a.type.name)
