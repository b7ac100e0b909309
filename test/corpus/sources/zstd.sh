package=libzstd
needs=
