a = 1
text = """never
ends
