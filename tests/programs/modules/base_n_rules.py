"""Base 32, 64 and 85 by all their rules, on texts that are right, nearly right and wrong: digests of what comes of them, and a few in full."""
import binascii as b
import hashlib
import random

said = []


def say(*words):
    said.append(" ".join(map(str, words)))


def t(f,*a,**k):
    try: return f(*a,**k)
    except Exception as e: return type(e).__name__+': '+str(e)
r=random.Random(7)
n64=[b'A',b'/',b'=',b'!',b'\n',b'Z',b'g']
n32=[b'A',b'7',b'=',b'!',b'\n',b'Z',b'M', b'a']
for i in range(4000):
    kind=r.randrange(4)
    if kind==0:
        s=b''.join(r.choice(n64) for _ in range(r.randrange(11)))
        k={}
        if r.random()<.5: k['strict_mode']=r.random()<.5
        if r.random()<.4: k['padded']=r.random()<.3
        if r.random()<.4: k['ignorechars']=r.choice([b'',b'\n',b'!\n',b'=',b'A',b'=\n'])
        if r.random()<.3: k['canonical']=r.random()<.7
        if r.random()<.1: k['alphabet']=r.choice([b.URLSAFE_BASE64_ALPHABET,b.CRYPT_ALPHABET, b'='+b.BASE64_ALPHABET[1:]])
        say(i,'64',s,k,t(b.a2b_base64,s,**k))
    elif kind==1:
        s=b''.join(r.choice(n32) if r.random()<.3 else r.choice([b'A',b'Z']) for _ in range(r.choice([r.randrange(20),8,16,7,6,5,4,2])))
        if r.random()<.4: s+=b'='*r.choice([1,3,4,6,r.randrange(9)])
        k={}
        if r.random()<.4: k['padded']=r.random()<.3
        if r.random()<.4: k['ignorechars']=r.choice([b'',b'\n',b'!\n',b'=',b'A',b'=\n'])
        if r.random()<.3: k['canonical']=r.random()<.7
        if r.random()<.1: k['alphabet']=r.choice([b.BASE32HEX_ALPHABET])
        say(i,'32',s,k,t(b.a2b_base32,s,**k))
    elif kind==2:
        s=bytes(r.choice(b'0~|NsC1 \n"zy!A') for _ in range(r.randrange(14)))
        k={}
        if r.random()<.4: k['ignorechars']=r.choice([b'',b'\n',b'!\n',b' \n"',b'0'])
        if r.random()<.3: k['canonical']=r.random()<.7
        if r.random()<.2: k['alphabet']=b.Z85_ALPHABET
        say(i,'85',s,k,t(b.a2b_base85,s,**k))
    else:
        s=bytes(r.choice(b's8W-!zyu~> \n') for _ in range(r.randrange(14)))
        if r.random()<.3: s=b'<~'+s
        if r.random()<.3: s=s+b'~>'
        k={}
        if r.random()<.4: k['ignorechars']=r.choice([b'',b'\n',b'!\n',b' \n~',b'z',b'y', b's'])
        if r.random()<.3: k['canonical']=r.random()<.7
        if r.random()<.3: k['foldspaces']=r.random()<.7
        if r.random()<.3: k['adobe']=r.random()<.7
        say(i,'a85',s,k,t(b.a2b_ascii85,s,**k))
    d=r.randbytes(r.randrange(30)) if r.random()<.5 else bytes(r.choice([0,32,255]) for _ in range(r.randrange(16)))
    w=r.randrange(20); p=r.random()<.5
    say(t(b.b2a_base64,d,wrapcol=w,padded=p), t(b.b2a_base32,d,wrapcol=w,padded=p),t(b.b2a_base85,d,wrapcol=w,pad=p),t(b.b2a_ascii85,d,wrapcol=w,pad=p,adobe=r.random()<.5,foldspaces=r.random()<.5))

for start in range(0, len(said), 400):
    print(hashlib.sha256("\n".join(said[start:start + 400]).encode()).hexdigest()[:16])
    print("\n".join(said[start:start + 6]))
