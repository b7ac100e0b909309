package=civetweb
needs=
