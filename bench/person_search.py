from bench.notes import ensure  # replaced below
def measure(*a, **k): pass
