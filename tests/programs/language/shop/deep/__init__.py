print("deep", __name__)
