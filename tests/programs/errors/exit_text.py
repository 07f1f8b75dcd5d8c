# SystemExit with text prints it and exits 1.
print("out")
raise SystemExit("something went wrong: é")
