from _hashes import make

MD5Type = make("_md5", "md5", "md5")
md5 = MD5Type
del make
