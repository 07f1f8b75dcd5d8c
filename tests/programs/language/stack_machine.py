# A stack machine driven by match, with labels, calls and a trace of errors.
from collections import namedtuple

Instruction = namedtuple("Instruction", "op args")


def assemble(source):
    program, labels = [], {}
    for line in source.strip().splitlines():
        line = line.partition("#")[0].strip()
        match line.split():
            case []:
                continue
            case [label] if label.endswith(":"):
                labels[label[:-1]] = len(program)
            case [op, *args]:
                program.append(Instruction(op, tuple(int(a) if a.lstrip("-").isdigit() else a for a in args)))
    return program, labels


def run(source, limit=1000):
    program, labels = assemble(source)
    stack, calls, output, pc = [], [], [], 0
    for step in range(limit):
        if pc >= len(program):
            return output
        instruction, pc = program[pc], pc + 1
        match instruction:
            case ("push", (int(value),)):
                stack.append(value)
            case Instruction("dup", ()):
                stack.append(stack[-1])
            case Instruction("drop", ()):
                stack.pop()
            case Instruction(op="swap"):
                stack[-1], stack[-2] = stack[-2], stack[-1]
            case Instruction(op="add" | "sub" | "mul" | "less" as op):
                b, a = stack.pop(), stack.pop()
                stack.append({"add": a + b, "sub": a - b, "mul": a * b, "less": int(a < b)}[op])
            case Instruction("jump", (label,)):
                pc = labels[label]
            case Instruction("branch", (yes, no)):
                pc = labels[yes if stack.pop() else no]
            case Instruction("call", (label,)):
                calls.append(pc)
                pc = labels[label]
            case Instruction("ret"):
                pc = calls.pop()
            case Instruction("print"):
                output.append(stack.pop())
            case Instruction("halt"):
                return output
            case Instruction(op, args):
                raise SyntaxError(f"bad instruction {op} {args}")
    raise TimeoutError(f"no end after {limit} steps")


print(run("""
    push 5
    call factorial
    print
    halt
factorial:          # n -> n!
    dup
    push 2
    less
    branch base recurse
base:
    drop
    push 1
    ret
recurse:
    dup
    push 1
    sub
    call factorial
    mul
    ret
"""))
print(run("""
    push 0
loop:
    dup
    print
    push 1
    add
    dup
    push 5
    less
    branch loop end
end:
"""))
for bad in ("add", "jump nowhere", "frob 1", "loop:\njump loop", "ret"):
    try:
        run(bad)
    except (IndexError, KeyError, SyntaxError, TimeoutError) as error:
        print(type(error).__name__, error)
