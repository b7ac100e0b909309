// A plug-in that throws and catches, in a program without a C++ library.
#include <stdexcept>
static int check(int n) {
  if (n > 2)
    throw std::runtime_error("too big");
  return n;
}
extern "C" int plug(int n) {
  try {
    return check(n);
  } catch (const std::exception &) {
    return -n;
  }
}
