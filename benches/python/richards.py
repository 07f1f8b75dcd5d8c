"""A small operating system that schedules six tasks: method calls, attributes, linked packets.

After Martin Richards' systems-programming benchmark. An idle task wakes two
devices in a pseudo-random order; a worker fills packets with letters and sends
them by way of two handlers to the devices. The counts at the end are known.

Usage: richards.py [size, default 10]
"""

import sys

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
DEVICE_PACKET, WORK_PACKET = range(2)
PACKET_SIZE = 4
IDLE_COUNT = 10_000


class Packet:
    def __init__(self, link, owner, kind):
        self.link = link
        self.owner = owner
        self.kind = kind
        self.position = 0
        self.data = [0] * PACKET_SIZE

    def append_to(self, queue):
        """Puts the packet at the end of a linked queue; returns the head."""
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Task:
    """What all tasks share: a state of three flags, a priority and a queue of packets."""

    def __init__(self, system, number, priority, queue):
        self.system = system
        self.number = number
        self.priority = priority
        self.queue = queue
        self.has_packet = queue is not None
        self.is_waiting = queue is not None
        self.is_held = False
        self.next = system.first
        system.first = self
        system.table[number] = self

    def start_waiting(self):
        self.is_waiting = True
        return self

    def start_running(self):
        self.is_waiting = False
        self.has_packet = False
        return self

    def blocked(self):
        return self.is_held or (self.is_waiting and not self.has_packet)

    def take_turn(self):
        """Runs the task with its first packet, if it waited for one."""
        packet = None
        if self.is_waiting and self.has_packet:
            packet = self.queue
            self.queue = packet.link
            self.is_waiting = False
            self.has_packet = self.queue is not None
        return self.run(packet)

    def receive(self, packet, sender):
        """Takes in a packet; returns the task to run next."""
        if self.queue is None:
            self.queue = packet
            self.has_packet = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(self.queue)
        return sender

    def wait(self):
        self.is_waiting = True
        return self

    def hold(self):
        self.system.holds += 1
        self.is_held = True
        return self.next

    def release(self, number):
        task = self.system.table[number]
        task.is_held = False
        return task if task.priority > self.priority else self

    def send(self, packet):
        system = self.system
        target = system.table[packet.owner]
        system.sent += 1
        packet.link = None
        packet.owner = self.number
        return target.receive(packet, self)


class IdleTask(Task):
    def __init__(self, system, number, priority):
        super().__init__(system, number, priority, None)
        self.control = 1
        self.remaining = IDLE_COUNT

    def run(self, packet):
        self.remaining -= 1
        if self.remaining == 0:
            return self.hold()
        if self.control & 1 == 0:
            self.control >>= 1
            return self.release(DEVICE_A)
        self.control = self.control >> 1 ^ 0xD008
        return self.release(DEVICE_B)


class WorkTask(Task):
    def __init__(self, system, number, priority, queue):
        super().__init__(system, number, priority, queue)
        self.destination = HANDLER_A
        self.letter = 0

    def run(self, packet):
        if packet is None:
            return self.wait()
        self.destination = HANDLER_B if self.destination == HANDLER_A else HANDLER_A
        packet.owner = self.destination
        packet.position = 0
        for index in range(PACKET_SIZE):
            self.letter = self.letter + 1 if self.letter < 26 else 1
            packet.data[index] = ord("A") + self.letter - 1
        return self.send(packet)


class HandlerTask(Task):
    def __init__(self, system, number, priority, queue):
        super().__init__(system, number, priority, queue)
        self.work = None
        self.devices = None

    def run(self, packet):
        if packet is not None:
            if packet.kind == WORK_PACKET:
                self.work = packet.append_to(self.work)
            else:
                self.devices = packet.append_to(self.devices)
        work = self.work
        if work is None:
            return self.wait()
        position = work.position
        if position >= PACKET_SIZE:
            self.work = work.link
            return self.send(work)
        device = self.devices
        if device is None:
            return self.wait()
        self.devices = device.link
        device.position = work.data[position]
        work.position = position + 1
        return self.send(device)


class DeviceTask(Task):
    def __init__(self, system, number, priority):
        super().__init__(system, number, priority, None)
        self.pending = None

    def run(self, packet):
        if packet is None:
            pending = self.pending
            if pending is None:
                return self.wait()
            self.pending = None
            return self.send(pending)
        self.pending = packet
        return self.hold()


class System:
    def __init__(self):
        self.first = None
        self.table = [None] * 6
        self.sent = 0
        self.holds = 0

    def schedule(self):
        task = self.first
        while task is not None:
            if task.blocked():
                task = task.next
            else:
                task = task.take_turn()


def packets(owner, kind, count):
    queue = None
    for _ in range(count):
        queue = Packet(queue, owner, kind)
    return queue


def run_once():
    system = System()
    IdleTask(system, IDLE, 0).start_running()
    WorkTask(system, WORKER, 1000, packets(WORKER, WORK_PACKET, 2))
    HandlerTask(system, HANDLER_A, 2000, packets(DEVICE_A, DEVICE_PACKET, 3))
    HandlerTask(system, HANDLER_B, 3000, packets(DEVICE_B, DEVICE_PACKET, 3))
    DeviceTask(system, DEVICE_A, 4000).start_waiting()
    DeviceTask(system, DEVICE_B, 5000).start_waiting()
    system.schedule()
    return system.sent, system.holds


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    results = {run_once() for _ in range(4 * size)}
    print(f"richards {sorted(results)}")


if __name__ == "__main__":
    main()
