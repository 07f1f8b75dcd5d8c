print("never runs")
x = = 5
