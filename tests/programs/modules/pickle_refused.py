"""Pickles that no pickler writes: what is made of them, and how they are refused."""
import io
import pickle

def t(b):
  for f in (lambda:pickle.loads(b), lambda: pickle.load(io.BytesIO(b))):
    try: print(f(), end=' | ')
    except Exception as e: print(repr(e), end=' | ')
  print()
F=lambda n: b'\x95'+n.to_bytes(8,'little')
t(F(6)+b'X\x03\0\0\0abc.')
t(F(5)+b'X\x03\0\0\0abc.')
t(F(2)+b'X\x03\0\0\0abc.')
t(F(9)+b'X\x03\0\0\0abc.')
t(F(90)+b'X\x03\0\0\0abc.')
t(F(8)+b'X\x03\0\0\0abc'+F(1)+b'.')
t(F(9)+b'X\x03\0\0\0abc'+F(1)+b'.')
t(F(12)+b'X\x03\0\0\0abc'+F(1)+b'.')
t(F(3)+b'I12\n.')
t(F(4)+b'I12\n.')
t(F(2)+b'K\x01'+F(1)+b'.')
t(F(3)+b'I12')
t(F(1)+b'C\x03abc.')
t(F(2)+b'C\x03abc.')
t(F(3)+b'C\x03abc.')
t(F(3)+b'C\x03abc')
t(F(2)+b'K\x01')
t(F(0)+b'K\x01.')
t(b'N'+F(3)+b'.')
t(F(3)+b'\x96\3\0\0\0\0\0\0\0abc.')
t(F(9)+b'\x96\3\0\0\0\0\0\0\0abc.')
t(F(10)+b'\x96\3\0\0\0\0\0\0\0abc.')
t(b'\x96\3\0\0\0\0\0\0\0ab')
for s in (b'017',b'0x1f',b'1_0',b' 12',b'12 ',b'+12',b'-12',b'99999999999999999999',b'0b1',b'00',b'01',b'1',b'',b'-',b'x',b'\xff',b'1\0',b'1L',b'00 '):
  for o in b'ILgp':
    t(b'N'+bytes([o])+s+b'\n.')
for s in (b'1.5',b'1e5',b'inf',b'nan',b' 1.5',b'1.5 ',b'1_0.5',b'1e999',b'',b'x',b'0x1p3',b'\xff',b'1\0'):
    t(b'F'+s+b'\n.')
t(b'\x8d\xff\xff\xff\xff\xff\xff\xff\xff.')
t(b'\x8e\xff\xff\xff\xff\xff\xff\xff\xff.')
t(b'\x96\xff\xff\xff\xff\xff\xff\xff\xff.')
t(F(2**64-1)+b'.')
t(b'\x8d\xff\xff\xff\xff\xff\xff\xff\x7f.')
t(b'\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.')
t(b'\x96\xff\xff\xff\xff\xff\xff\xff\x7f.')
t(F(2**63-1)+b'.')
t(b'B\xff\xff\xff\xff.')
t(b'X\xff\xff\xff\xff.')
t(b'T\xff\xff\xff\xff.')
t(b'\x8a\x00.');t(b'\x8a\x0aabcdefghij.');t(b'\x8b\x03\0\0\0abc.')
t(b'(c__main__\nX\n');t(b'i');t(b'cx');t(b'(ia\n\xff\n.');t(b'c\xff\nx\n.');t(b'P\xff\n.');t(b'Pab\n.');
t(b'Sabc\n.');t(b"S'abc\n.");t(b"S'abc'\n.");t(b"S'\\x4\n.");t(b"S'\\x4'\n.");t(b"S'\n.");t(b"S''\n.");t(b'S"a\'b"\n.');t(b"S'\xff'\n.");t(b"S'abc' \n.")
t(b'V\\u12\n.');t(b'V\xff\\U0001f600\n.');t(b'X\x02\0\0\0\xff\xfe.');t(b'\x8c\x01\xff.')

for b in (
    b"(i__main__\nA\n.", b"N(1.", b"N0.", b"N2\x86.", b"I5\np5\n0g5\n.", b"\x97.", b"N\x98.", b"\x80\x06.", b"\x8b\xff\xff\xff\xffa.",
    b"Nr\xff\xff\xff\xff0j\xff\xff\xff\xff.", b"Np99999999999\n.", b"]]\x90.", b"\x8f(K\x01\x90.", b"cbuiltins\nint\nK\x01\x81.", b"cbuiltins\nint\n)}\x92.",
    b"cbuiltins\nint\n)]\x92.", b"K\x01)\x81.", b"K\x01)R.", b"K\x01K\x01R.", b"cbuiltins\nint\n)R}b.", b"cbuiltins\nint\n)RNb.", b"}(K\x01u.",
    b"(K\x01d.", b"K\x01K\x02a.", b"K\x01K\x02K\x03s.", b"cnosuch\nmod\n.", b"cbuiltins\nnosuch\n.", b"\x8c\x06nosuch\x8c\x01x\x93.",
    b"\x8c\x08builtins\x8c\x07int.foo\x93.", b"K\x01K\x02\x93.", b"\x8c\x08builtins\x8c\x0eint.from_bytes\x93.", b"\xff.", b"'.", b"\\.", b" .", b"", b"(",
    b".", b"(.", b"K", b"\x80", b"\x95\x00", b"2.", b"(2.", b"t.", b"l.", b"d.", b"\x91.", b"1.", b"e.", b"u.", b"\x90.", b"o.", b"(o.", b"a.", b"(a.",
    b"N(a.", b"N(e.", b"s.", b"Ns.", b"q\x00.", b"h\x00.", b"\x94.", b"(\x94.", b"R.", b"NR.", b"b.", b"Nb.", b"\x85.", b"N\x86.", b"N\x87.", b"\x81.", b"\x92.",
    b"Q.", b"\x82\x00.", b"\x82\x05.", b"\x84\xff\xff\xff\xff.", b"](NK\x01e.", b"cbuiltins\nobject\n)\x81(NNe.", b"}]Ns.", b"(]\x91.", b"}(]K\x01u.",
):
    t(b)

# As deep as anyone likes.
deep = b"(" * 100000 + b"t" * 100000 + b"."
v = pickle.loads(deep)
n = 0
while v:
    v = v[0]
    n += 1
print(n)
v = []
for _ in range(200000):
    v = [v]
for protocol in range(6):
    try:
        pickle.dumps(v, protocol)
    except RecursionError:
        # How deep is too deep depends on the stack.
        pass
print("still here")
