"""All changes that this program makes to libraries, each with its reason, a file for each library.

`tests/test_patches.py` fails once a library no longer needs its patch, which is then removed.
"""
