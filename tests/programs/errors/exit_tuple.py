# Any other object is printed.
raise SystemExit([1, "two"])
