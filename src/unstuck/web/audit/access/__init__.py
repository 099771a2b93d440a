"""The record of access: who read what about whom, and from where. A sealed chain of its own, beside the database.

It is written before a page is sent, and apart from what the page itself writes: a refusal or a fault undoes none of it.
"""
