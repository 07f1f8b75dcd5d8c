"""What `opcode` asks the runtime about CPython's instructions: the part of it that CPython has in C.

The runtime's own instructions are others, so these are answers about names, for programs that have tables of them; what an instruction does to a stack
nobody can say here.
"""

from _opcode_metadata import HAVE_ARGUMENT as _HAVE_ARGUMENT, _specialized_opmap, opmap as _opmap
from operator import index as _index

ENABLE_SPECIALIZATION = 1

_names = {number: name for table in (_specialized_opmap, _opmap) for name, number in table.items()}

_NO_ARGUMENT = set("""
    ANNOTATIONS_PLACEHOLDER INSTRUMENTED_CALL_FUNCTION_EX INSTRUMENTED_END_FOR INSTRUMENTED_END_SEND INSTRUMENTED_INSTRUCTION INSTRUMENTED_LINE
    INSTRUMENTED_NOT_TAKEN INSTRUMENTED_POP_ITER INSTRUMENTED_RETURN_VALUE POP_BLOCK
""".split())
_EXCEPTION = set("SETUP_CLEANUP SETUP_FINALLY SETUP_WITH".split())
_FREE = set("DELETE_DEREF LOAD_FROM_DICT_OR_DEREF MAKE_CELL STORE_DEREF".split())
_JUMP = set("""
    END_ASYNC_FOR FOR_ITER INSTRUMENTED_END_ASYNC_FOR INSTRUMENTED_FOR_ITER JUMP JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD JUMP_IF_FALSE
    JUMP_IF_TRUE JUMP_NO_INTERRUPT POP_JUMP_IF_FALSE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE SEND
""".split())
_LOCAL = set("""
    DELETE_FAST LOAD_CLOSURE LOAD_DEREF LOAD_FAST LOAD_FAST_AND_CLEAR LOAD_FAST_BORROW LOAD_FAST_BORROW_LOAD_FAST_BORROW LOAD_FAST_CHECK
    LOAD_FAST_LOAD_FAST STORE_FAST STORE_FAST_LOAD_FAST STORE_FAST_MAYBE_NULL STORE_FAST_STORE_FAST
""".split())
_NAME = set("""
    DELETE_ATTR DELETE_GLOBAL DELETE_NAME IMPORT_FROM IMPORT_NAME INSTRUMENTED_LOAD_SUPER_ATTR LOAD_ATTR LOAD_FROM_DICT_OR_GLOBALS LOAD_GLOBAL LOAD_NAME
    LOAD_SUPER_ATTR STORE_ATTR STORE_GLOBAL STORE_NAME
""".split())
_INTRINSICS = (
    "INVALID PRINT IMPORT_STAR STOPITERATION_ERROR ASYNC_GEN_WRAP UNARY_POSITIVE LIST_TO_TUPLE TYPEVAR PARAMSPEC TYPEVARTUPLE SUBSCRIPT_GENERIC TYPEALIAS",
    "INVALID PREP_RERAISE_STAR TYPEVAR_WITH_BOUND TYPEVAR_WITH_CONSTRAINTS SET_FUNCTION_TYPE_PARAMS SET_TYPEPARAM_DEFAULT",
)
_OPERATORS = (
    "ADD + AND & FLOOR_DIVIDE // LSHIFT << MATRIX_MULTIPLY @ MULTIPLY * REMAINDER % OR | POWER ** RSHIFT >> SUBTRACT - TRUE_DIVIDE / XOR ^"
).split()


def is_valid(opcode):
    """Whether there is an instruction of this number."""
    return _index(opcode) in _names


def has_arg(opcode):
    """Whether the instruction has an operand."""
    name = _names.get(_index(opcode))
    if name in _opmap:
        return opcode > _HAVE_ARGUMENT and name not in _NO_ARGUMENT
    return name is not None


def has_const(opcode):
    """Whether it names a constant."""
    return _names.get(_index(opcode)) == "LOAD_CONST"


def has_name(opcode):
    """Whether it names an attribute or a variable by its text."""
    return _names.get(_index(opcode)) in _NAME


def has_jump(opcode):
    """Whether it names a place to go to."""
    return _names.get(_index(opcode)) in _JUMP


def has_free(opcode):
    """Return True if the opcode accesses a free variable, False otherwise."""
    return _names.get(_index(opcode)) in _FREE


def has_local(opcode):
    """Whether it names a local variable."""
    return _names.get(_index(opcode)) in _LOCAL


def has_exc(opcode):
    """Whether it begins a block with a handler."""
    return _names.get(_index(opcode)) in _EXCEPTION


def stack_effect(opcode, oparg=None, /, *, jump=None):
    """CPython's instructions have an effect on a stack; there is none here."""
    if not is_valid(opcode):
        raise ValueError("invalid opcode or oparg")
    raise NotImplementedError("the runtime's instructions have registers, not a stack: see `freewheel dis FILE.py`")


def get_executor(code, offset):
    """There is no executor at any offset."""
    if not isinstance(code, type(get_executor.__code__)):
        raise TypeError("expected a code object, not '%s'" % type(code).__name__)
    raise ValueError("no executor at given byte offset")


def get_specialization_stats():
    """Statistics are not kept."""
    return None


def get_nb_ops():
    """Names and signs of the binary operations."""
    plain = list(zip(_OPERATORS[::2], _OPERATORS[1::2]))
    return [("NB_" + n, s) for n, s in plain] + [("NB_INPLACE_" + n, s + "=") for n, s in plain] + [("NB_SUBSCR", "[]")]


def get_intrinsic1_descs():
    """Names of the unary intrinsics."""
    return ["INTRINSIC_1_INVALID"] + ["INTRINSIC_" + n for n in _INTRINSICS[0].split()[1:]]


def get_intrinsic2_descs():
    """Names of the binary intrinsics."""
    return ["INTRINSIC_2_INVALID"] + ["INTRINSIC_" + n for n in _INTRINSICS[1].split()[1:]]


def get_special_method_names():
    """Names of the methods that `with` looks up."""
    return ["__enter__", "__exit__", "__aenter__", "__aexit__"]
