"""Django's SQLite backend over SQLCipher: the file on disk is encrypted, and SQLite is newer than Debian's."""
