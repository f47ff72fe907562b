"""Serving a hall without internet: the laptop's address, a certificate for it, and whether tablets know it already."""
