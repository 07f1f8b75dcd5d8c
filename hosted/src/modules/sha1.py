from _hashes import make

SHA1Type = make("_sha1", "sha1", "sha1")
sha1 = SHA1Type
del make
