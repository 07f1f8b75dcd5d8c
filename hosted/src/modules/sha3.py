from _hashes import _Shake, make

sha3_224 = make("_sha3", "sha3_224", "sha3_224")
sha3_256 = make("_sha3", "sha3_256", "sha3_256")
sha3_384 = make("_sha3", "sha3_384", "sha3_384")
sha3_512 = make("_sha3", "sha3_512", "sha3_512")
shake_128 = make("_sha3", "shake_128", "shake_128", _Shake)
shake_256 = make("_sha3", "shake_256", "shake_256", _Shake)
implementation = "RustCrypto"
del make, _Shake
