# The server is built file by file, without the packaged libraries.
package=redis
needs=
