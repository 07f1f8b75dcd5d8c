"""What the functions of binascii say of arguments and texts that they cannot take."""
import binascii as b
def t(f,*a,**k):
    try: return f(*a,**k)
    except Exception as e: return type(e).__name__+': '+str(e)
for n in ('b2a_base64','b2a_base32','b2a_base85','b2a_ascii85'):
    f=getattr(b,n)
    for w in (1,2,3,4,5,6,7,8,9,10,11,12):
        print(n,w,t(f,b'abcdefghijkl',wrapcol=w))
    print(t(f,b'abc',wrapcol=-1), t(f,b'abc',wrapcol=2**70), t(f, 'x'), t(f, 5), t(f,b'',wrapcol=1.5), t(f, b'x', 1), t(f))
    if n!='b2a_ascii85':
        for al in (b'abc', 'x'*64, 5, b'A'*64, b'A'*32, b'A'*85, memoryview(b'='*64),None): print(n, t(f,b'abcde',alphabet=al))
print(t(b.b2a_base64,b''), t(b.b2a_base32,b''), t(b.b2a_base85,b''), t(b.b2a_ascii85,b''),t(b.b2a_ascii85,b'',adobe=True),t(b.b2a_ascii85,b'',adobe=True,wrapcol=1),t(b.b2a_ascii85,b'a'*10,adobe=True,wrapcol=3))
for x in (b'\0\0\0\0',b'\0\0\0',b'    ',b'    \0\0\0\0a',b'\0'):
    for p in (0,1):
        print(x,p,t(b.b2a_ascii85,x,pad=p),t(b.b2a_ascii85,x,pad=p,foldspaces=True),t(b.b2a_base85,x,pad=p))
for s in (b'z',b'zz',b'az',b'y',b'ay',b'!!!!!',b'!!!!',b'+<VdL',b'<~z~>',b'z~>',b'<~z',b'<~',b'~>',b'~',b's8W-!',b's8W-"',b'uuuuu',b'a',b'ab',b'abc',b'abcd',b'a b',b'a\xff',b'v',b'<~ab~>c',b'ab~>c',b'ab~ >', b'zabz',b'zyz', 'é', 'z', b's8W*', b's8W', b's8', b's9', b's'):
    print(s, t(b.a2b_ascii85,s), t(b.a2b_ascii85,s,adobe=True), t(b.a2b_ascii85,s,foldspaces=True), t(b.a2b_ascii85,s,ignorechars=b' '), t(b.a2b_ascii85,s,canonical=True,foldspaces=True))
for s in (b'',b'a',b'ab',b'abc',b'abcd',b'00000',b'|NsC0',b'|NsC1',b'~~~~~',b'abcde~~~~~',b'a b',b'a\xff', b'~~',b'~~~',b'~~~~', b'|Ns', b'|NsC',b'|N',b'|O', '\u1234'):
    print(s, t(b.a2b_base85,s), t(b.a2b_base85,s,ignorechars=b' '), t(b.a2b_base85,s,canonical=True), t(b.a2b_base85,s,alphabet=b.Z85_ALPHABET))
for n in dir(b):
    if 'ALPHA' in n: print(n, getattr(b,n))
print(t(b.a2b_base64,'x',ignorechars='a'), t(b.a2b_base64,b'',ignorechars=5), t(b.a2b_base64,'AAAA',ignorechars=b'A'), t(b.a2b_base64,'AA=A',ignorechars=b'='), t(b.a2b_base64,'AA==',alphabet=b'='*64),t(b.a2b_base64,'AAAB',alphabet=b'A'*64), t(b.a2b_base64,'A'), t(b.a2b_base64,'A',alphabet=b'z'), t(b.a2b_base64,b'', strict_mode=None))

import binascii as b
def t(f,*a,**k):
    try: return f(*a,**k)
    except Exception as e: return type(e).__name__+': '+str(e)
for f,n in ((b.a2b_base64,64),(b.a2b_base32,32),(b.a2b_base85,85),(b.b2a_base64,64),(b.b2a_base32,32),(b.b2a_base85,85)):
    for al in (bytearray(n), bytearray(3), b'ab', b'a'*n, memoryview(bytes(n)), 'x'*n, None, 5):
        print(f.__name__, t(f, b'', alphabet=al))
import binascii as b
for s in (b"\xff\x00", b"!!!!", b"!  !", b"! ! ", b"#86)C\n", b"#86)CD\n", b"!AA!\n", b" ", b"!", b"\x7f", b"z", b"#86)C \t", b"#86)C\0", b'M'+b'A'*60+b'`'):
    try: print(s, b.a2b_uu(s))
    except Exception as e: print(s, type(e).__name__, e)
