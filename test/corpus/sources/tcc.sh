package=tcc
needs=
