# The modules behind hashlib: digests, updates, copies, parameters, errors.
import _blake2
import _md5
import _sha1
import _sha2
import _sha3

data = bytes(range(256)) * 5
for f in [_md5.md5, _sha1.sha1, _sha2.sha224, _sha2.sha256, _sha2.sha384, _sha2.sha512, _sha3.sha3_224, _sha3.sha3_256, _sha3.sha3_384,
          _sha3.sha3_512, _blake2.blake2b, _blake2.blake2s]:
    h = f()
    print(h.name, h.digest_size, h.block_size, h.hexdigest())
    h.update(data)
    other = h.copy()
    other.update(memoryview(b"more"))
    h.update(bytearray(b"more"))
    print(h.hexdigest() == other.hexdigest() == f(data + b"more").hexdigest(), h.digest() == bytes.fromhex(h.hexdigest()), h.hexdigest())
for f in [_sha3.shake_128, _sha3.shake_256]:
    h = f(b"abc")
    print(h.name, h.digest_size, h.block_size, h.hexdigest(10), h.digest(0), len(h.digest(1000)), h.copy().hexdigest(3))
print(_blake2.blake2b(b"x", digest_size=20, key=b"key", salt=b"salt", person=b"me").hexdigest())
print(_blake2.blake2s(b"x", digest_size=7, fanout=2, depth=3, leaf_size=4096, node_offset=5, node_depth=1, inner_size=32, last_node=True).hexdigest())
print(_blake2.blake2b.SALT_SIZE, _blake2.blake2b.MAX_DIGEST_SIZE, _blake2.blake2s.PERSON_SIZE, _blake2.blake2s.MAX_KEY_SIZE)
for f in [lambda: _md5.md5("text"), lambda: _sha1.sha1(5), lambda: _blake2.blake2b(digest_size=65), lambda: _blake2.blake2s(key=b"x" * 33),
          lambda: _sha2.sha256().update("a")]:
    try:
        print(f())
    except (TypeError, ValueError) as e:
        print(type(e).__name__)
