"""Where bytes.fromhex finds what is no digit, in texts and in bytes."""
for v in ('2k@', b'2k@\xac7', bytearray(b'2k@\xac7=\xfa'), b'\xac', b'12\xac7', b'1\xff', '2k', 'é1', '1é', b'kk', b'1 2', '1 ', '1'):
    try: print(bytes.fromhex(v))
    except Exception as e: print(repr(v), e)
