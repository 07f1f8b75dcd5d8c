from _hashes import make

SHA224Type = sha224 = make("_sha2", "SHA224Type", "sha224")
SHA256Type = sha256 = make("_sha2", "SHA256Type", "sha256")
SHA384Type = sha384 = make("_sha2", "SHA384Type", "sha384")
SHA512Type = sha512 = make("_sha2", "SHA512Type", "sha512")
del make
