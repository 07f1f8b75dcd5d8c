# binascii: hexadecimal, base64, quoted-printable, uuencode, sums.
import binascii as b
def sh(f,*a,**k):
    try: r=f(*a,**k); return repr(r)
    except BaseException as e: return type(e).__module__+'.'+type(e).__name__+': '+str(e)
for s in [b'',b'QQ==',b'QUI=',b'QUJD',b'QQ=',b'Q',b'QQ',b'QUI',b'QQ==QQ==',b'Q Q = =\n',b'QQ==x',b'=QQ=',b'====',b'Q===',b'QQ=x=',b'Q\xffQ==',b'QUJD=',b'QUJDQ',b'-_==',b'+/==',b'QR==',b'QQ\n==', b'QQ=\n=',b'QUJD\n',b' QUJD',b'QUJD==','QUJD','é']:
    print(s,sh(b.a2b_base64,s),sh(b.a2b_base64,s,strict_mode=True))
for d in [b'',b'a',b'ab',b'abc',bytes(range(60)),memoryview(b'abc'),'a',5]:
    print(sh(b.b2a_base64,d),sh(b.b2a_base64,d,newline=False),sh(b.hexlify,d),sh(b.hexlify,d,':'),sh(b.hexlify,d,b'-',2),sh(b.b2a_hex,d,'-',-3),sh(b.crc32,d),sh(b.crc32,d,7),sh(b.crc_hqx,d,0),sh(b.b2a_uu,d),sh(b.b2a_uu,d,backtick=True),sh(b.b2a_qp,d))
for s in [b'',b'61',b'6',b'6g','61','é',b'6 1',bytearray(b'FF'),b'  ',5]: print(s,sh(b.unhexlify,s),sh(b.a2b_hex,s))
for s in [b'',b' \n',b'#86)C\n',b'#86)C',b'#86)C    \n',b'#86\n',b'!\x01',b'"``\n',b'`\n',b'#86)Cx\n',b'\x7f',b'86)C','#86)C\n']: print(s,sh(b.a2b_uu,s))
for s in [b'a=20b',b'a=\nb',b'a=\r\nb',b'=',b'a=',b'=4',b'=zz',b'a_b',b'==',b'=3D=3d','abc',b'a= \nb',b'a=x']: print(s,sh(b.a2b_qp,s),sh(b.a2b_qp,s,header=True))
for s in [b'a b',b'a \n',b'a\t\n',b'a ',b'=',b'\xff\x00',b'x'*80,b'x'*75+b'=',b'a_b',b'.',b'.\n',b'..',b'\n.\n',b'a\r\nb',b'a\nb\r\n',b'\r',b'\t',b'x'*74+b' \ny',b' a']: print(s,sh(b.b2a_qp,s),sh(b.b2a_qp,s,quotetabs=True),sh(b.b2a_qp,s,istext=False),sh(b.b2a_qp,s,header=True),sh(b.b2a_qp,s,True,False,True))
print(sh(b.b2a_uu,b'x'*46),sh(b.crc32),sh(b.crc_hqx,b'a'),b.Error.__mro__, b.Incomplete.__mro__)
