"""Customers: register, find, one customer's picture."""
