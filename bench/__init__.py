"""Measurements: `make bench`. Ratios against raw limits taken in the same run; absolute figures only explain them."""
