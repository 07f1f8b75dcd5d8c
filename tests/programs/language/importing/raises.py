print("about to fail")
left_over = 1
1 / 0
