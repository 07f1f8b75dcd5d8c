"""Warnings of the compiler go by the filters of warnings, and are errors where these say so."""
import warnings
s = "x = 1\nif x is 'a':\n  pass\n'\\e'\n"
def t(kind, mode='exec'):
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter(kind)
        try: compile(s, '<f>', mode)
        except SyntaxError as e: print(type(e), e, e.args)
        for x in w: print(x.category, x.message, x.filename, x.lineno)
t('always'); t('ignore'); t('error'); t('default')
import ast
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    ast.parse(s)
    for x in w: print(x.category, x.message, x.filename, x.lineno)
