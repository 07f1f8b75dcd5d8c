a = 1
text = "no end
