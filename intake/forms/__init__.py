"""What people fill in; fields render themselves."""
