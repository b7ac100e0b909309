# install.sh BIN FOLDER: the programs, libraries and headers of a build, laid out as cmake --install does.
set -e
mkdir -p "$2/bin" "$2/lib" "$2/include"
cp "$1/telinject" "$2/bin"
cp "$1"/../lib/libtelinject*.so* "$1"/../lib/libtelinject.a "$2/lib"
here=$(dirname "$0")
cp -r "$here/../../../../runtime/include/telinject" "$2/include"
