"""Reads: functions that get a session and return finished rows. They never write."""
