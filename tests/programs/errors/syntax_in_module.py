# A SyntaxError of an imported module shows that module's line below the importing frame.
def load():
    import modules.syntax


load()
