# Packages of PyPI for tests, in a virtual environment outside of the tree; sourced.
#   python_with NAME==VERSION...   prints a Python that has these packages; fails if they cannot be had
python_with() {
  local folder
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/telinject-tests/python-$(printf '%s ' "$@" | cksum | cut -d ' ' -f 1)
  if [ ! -e "$folder/complete" ]; then
    rm -rf "$folder"
    python3 -m venv "$folder" >"$folder.log" 2>&1 && "$folder/bin/pip" install -q "$@" >>"$folder.log" 2>&1 || return 1
    touch "$folder/complete"
  fi
  echo "$folder/bin/python3"
}
