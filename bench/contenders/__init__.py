"""The same walk of the same site by each crawler that `bench.frontier` sets side by side."""
