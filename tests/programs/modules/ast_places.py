# Places where a statement ends behind its last one, and the text that `=` shows of a value.
import ast


def places(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.stmt, ast.excepthandler)):
            print(type(node).__name__, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


places("def f():\n    if a:\n        pass ;\n    elif b: c;  # no more\n")
places("match x:\n    case 1: a; \\\n\nwith a: b;c\nfor a in b: c;\nwhile a:\n    b;\n    c")
places("try: a;\nexcept b: c;\nfinally: d;\n@a # one\n# two\n\nclass C: e;\na;")
text = "f'''{1 + 2 =  # what it is\n  }|{\"#\" = !r:>{4  # wide\n}}'''"
print(eval(text))
for node in ast.walk(ast.parse(text)):
    if isinstance(node, ast.Constant):
        print(repr(node.value), node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
