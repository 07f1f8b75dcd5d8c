"""Unpacks a stream of bits: Huffman codes, move-to-front, run lengths, an inverted block sort.

The work of a bzip2 decompressor. The program packs a text once, in a format of
the same build, and then unpacks it many times.

Usage: pyflate_bits.py [size, default 10]
"""

import heapq
import sys

BLOCK = 5_000
LONGEST_CODE = 24


class BitWriter:
    def __init__(self):
        self.bytes = bytearray()
        self.held = 0
        self.count = 0

    def write(self, value, width):
        """Appends the low bits of a value, the highest first."""
        self.held = self.held << width | value
        self.count += width
        while self.count >= 8:
            self.count -= 8
            self.bytes.append(self.held >> self.count & 0xFF)
        self.held &= (1 << self.count) - 1

    def finish(self):
        if self.count:
            self.write(0, 8 - self.count)
        return bytes(self.bytes)


class BitReader:
    def __init__(self, data):
        self.data = data
        self.position = 0
        self.held = 0
        self.count = 0

    def need(self, width):
        while self.count < width:
            if self.position < len(self.data):
                byte = self.data[self.position]
                self.position += 1
            else:
                byte = 0
            self.held = self.held << 8 | byte
            self.count += 8

    def read(self, width):
        if width > self.count:
            self.need(width)
        self.count -= width
        value = self.held >> self.count
        self.held &= (1 << self.count) - 1
        return value

    def peek(self, width):
        if width > self.count:
            self.need(width)
        return self.held >> (self.count - width)


class HuffmanCode:
    """A canonical code: the lengths alone say which bits mean which symbol."""

    def __init__(self, lengths):
        self.lengths = lengths
        self.codes = {}
        code = 0
        before = 0
        for length, symbol in sorted((length, symbol) for symbol, length in enumerate(lengths) if length):
            code <<= length - before
            self.codes[symbol] = (code, length)
            code += 1
            before = length
        self.by_length = [None] * (LONGEST_CODE + 1)
        for symbol, (code, length) in self.codes.items():
            if self.by_length[length] is None:
                self.by_length[length] = {}
            self.by_length[length][code] = symbol
        self.shortest = min(length for length in lengths if length)

    @classmethod
    def for_counts(cls, counts):
        """The best code for symbols that occur so often."""
        heap = [(count, symbol, (symbol,)) for symbol, count in enumerate(counts) if count]
        heapq.heapify(heap)
        lengths = [0] * len(counts)
        if len(heap) == 1:
            lengths[heap[0][1]] = 1
        while len(heap) > 1:
            first, tie, symbols = heapq.heappop(heap)
            second, _, others = heapq.heappop(heap)
            for symbol in symbols + others:
                lengths[symbol] += 1
            heapq.heappush(heap, (first + second, tie, symbols + others))
        return cls(lengths)

    def decode(self, reader):
        for length in range(self.shortest, LONGEST_CODE + 1):
            table = self.by_length[length]
            if table is not None:
                symbol = table.get(reader.peek(length))
                if symbol is not None:
                    reader.read(length)
                    return symbol
        raise ValueError("bits that are no code")


def sort_block(data):
    """The last column of the sorted rotations, and the row that holds the text itself."""
    doubled = data + data
    count = len(data)
    rows = sorted(range(count), key=lambda start: doubled[start : start + count])
    return bytes(doubled[row + count - 1] for row in rows), rows.index(0)


def unsort_block(last, row):
    """Inverts `sort_block`."""
    counts = [0] * 256
    for byte in last:
        counts[byte] += 1
    starts = []
    total = 0
    for count in counts:
        starts.append(total)
        total += count
    following = [0] * len(last)
    for index, byte in enumerate(last):
        following[starts[byte]] = index
        starts[byte] += 1
    out = bytearray()
    row = following[row]
    for _ in range(len(last)):
        out.append(last[row])
        row = following[row]
    return bytes(out)


RUN_A, RUN_B, FIRST_PLACE = 0, 1, 1


def to_symbols(last, used):
    """Places in a list whose front is the byte seen last; runs of zero places in two symbols."""
    order = list(used)
    symbols = []
    run = 0
    for byte in last:
        place = order.index(byte)
        if place == 0:
            run += 1
            continue
        flush_run(symbols, run)
        run = 0
        symbols.append(place + FIRST_PLACE)
        order.insert(0, order.pop(place))
    flush_run(symbols, run)
    symbols.append(len(used) + FIRST_PLACE)
    return symbols


def flush_run(symbols, run):
    while run > 0:
        symbols.append(RUN_A if run & 1 else RUN_B)
        run = (run - 1) >> 1 if run & 1 else (run - 2) >> 1


def pack(blocks):
    writer = BitWriter()
    for data in blocks:
        last, row = sort_block(data)
        used = sorted(set(last))
        symbols = to_symbols(last, used)
        counts = [0] * (len(used) + 2)
        for symbol in symbols:
            counts[symbol] += 1
        code = HuffmanCode.for_counts(counts)
        writer.write(1, 1)
        writer.write(row, 24)
        for byte in range(256):
            writer.write(1 if byte in used else 0, 1)
        for length in code.lengths:
            writer.write(length, 5)
        for symbol in symbols:
            writer.write(*code.codes[symbol])
    writer.write(0, 1)
    return writer.finish()


def read_block(reader):
    row = reader.read(24)
    order = [byte for byte in range(256) if reader.read(1)]
    end = len(order) + FIRST_PLACE
    code = HuffmanCode([reader.read(5) for _ in range(end + 1)])
    last = bytearray()
    run = 0
    weight = 1
    while True:
        symbol = code.decode(reader)
        if symbol <= RUN_B:
            run += weight << symbol
            weight <<= 1
            continue
        if run:
            last.extend(bytes([order[0]]) * run)
            run = 0
            weight = 1
        if symbol == end:
            return unsort_block(last, row)
        byte = order.pop(symbol - FIRST_PLACE)
        order.insert(0, byte)
        last.append(byte)


def unpack(packed):
    reader = BitReader(packed)
    out = bytearray()
    while reader.read(1):
        out += read_block(reader)
    return bytes(out)


def make_text(length):
    words = "to be or not that is the question whether nobler in mind suffer slings and arrows of fortune".split()
    state = 4711
    out = bytearray()
    while len(out) < length:
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out += words[(state >> 16) % len(words)].encode()
        out += b"\n" if state & 0x1F00 == 0 else b" " * (1 + (state >> 12 & 7 == 0) * 5)
    return bytes(out[:length])


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    text = make_text(4 * BLOCK)
    packed = pack([text[start : start + BLOCK] for start in range(0, len(text), BLOCK)])
    checksum = 0
    for _ in range(12 * size):
        unpacked = unpack(packed)
        if unpacked != text:
            raise AssertionError("the text came out changed")
        for byte in unpacked[::37]:
            checksum = (checksum * 257 + byte) % 1_000_000_007
    print(f"pyflate_bits {len(text)} {len(packed)} {checksum}")


if __name__ == "__main__":
    main()
