"""What `dis` and `opcode` say without instructions: flags, names of operators, places."""

import dis
import opcode

print(dis.COMPILER_FLAG_NAMES)
for flags in 0, 1, 3, 0x23, 0x83, 0x200, 0x4000003, 1 << 20:
    print(dis.pretty_flags(flags))
print(dis.Positions(1, 2, 3, 4), dis.Positions(), dis.Positions(5).lineno)
print(opcode.cmp_op, opcode.hasjabs, opcode.hasjrel is opcode.hasjump)
for name in ("LOAD_CONST", "LOAD_NAME", "STORE_ATTR", "LOAD_FAST", "STORE_FAST", "STORE_DEREF", "FOR_ITER", "POP_JUMP_IF_TRUE", "POP_TOP", "SETUP_WITH", "CALL"):
    op = opcode.opmap[name]
    print(name, opcode.opname[op], *(op in getattr(opcode, "has" + k) for k in ("arg", "const", "name", "jump", "free", "local", "exc")))
print(len(opcode._nb_ops), opcode._nb_ops[0], opcode._nb_ops[13], opcode._nb_ops[-1], opcode._intrinsic_2_descs[0], opcode._special_method_names)


def function(a, b=1, /, c=2, *args, d, **options):
    local = a + b
    return [x.attribute for x in args], lambda: local


# Names and constants are numbered as the compiler likes.
info = dis.code_info(function).splitlines()
print("\n".join(line for line in info if line.startswith(("Name:", "Argument", "Positional", "Kw-only", "Cell variables"))))
for wrong in 5, None.__class__.__name__.__class__, object():
    try:
        dis.code_info(wrong)
    except TypeError as e:
        print("TypeError", str(e))
try:
    opcode.stack_effect(300)
except ValueError as e:
    print("ValueError", e)
print(dis.Bytecode(function).codeobj is function.__code__, dis.Bytecode(function).first_line == function.__code__.co_firstlineno)
