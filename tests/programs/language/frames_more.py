"""Frames of generators and tracebacks, and what can be cleared."""

import sys
def g():
    x=5
    y=yield 1
    yield x
it=g(); next(it)
f=it.gi_frame
print(f.f_locals, f.f_back)
try: f.clear()
except RuntimeError as e: print(e)
it2=g()
f2=it2.gi_frame
print(f2.f_locals)
print(f2.clear(), it2.gi_frame, list(it2), f2.f_locals)
def boom(): 1/0
def caller():
    try: boom()
    except ZeroDivisionError as e:
        tb=e.__traceback__
        print(tb.tb_frame.f_code.co_name, tb.tb_frame.f_back.f_code.co_name, tb.tb_frame.f_back.f_lineno)
        return tb
tb=caller()
f=sys._getframe()
print(f.f_trace_lines, f.f_trace_opcodes)
f.f_trace_lines=False; print(f.f_trace_lines)
try: f.f_trace_lines=5
except Exception as e: print(type(e), e)
try: f.f_trace_opcodes='x'
except Exception as e: print(type(e), e)
try: del f.f_trace_lines
except Exception as e: print(type(e), e)
try: del f.f_trace_opcodes
except Exception as e: print(type(e), e)
f.f_trace_opcodes=True; print(f.f_trace_opcodes)
f.f_trace_opcodes=False
def gen_fr():
    yield sys._getframe()
h=gen_fr(); fr=next(h)
print(fr.f_back, fr.f_generator is h if hasattr(fr,'f_generator') else None)
try: fr.clear()
except RuntimeError as e: print(e)
try: sys._getframe().clear()
except RuntimeError as e: print(e)
h.close()
fr.clear(); print(fr.f_locals)
def fin():
    try: yield 1
    finally: print('finally')
z=fin(); next(z); zf=z.gi_frame
def depth(n):
    if n: return depth(n-1)
    f=sys._getframe(); k=0
    while f: k+=1; f=f.f_back
    return k
print(depth(10)-depth(0))
fs=[]
def keep():
    fs.append(sys._getframe())
def mid(): keep()
mid()
print(fs[0].f_back.f_code.co_name, fs[0].f_back.f_back.f_code.co_name)
