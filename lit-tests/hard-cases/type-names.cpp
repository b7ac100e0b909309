// Types as a reader writes them: member types of the standard library and its inline namespaces are resolved, the
// program's own names and the common ones of the standard library stay.
// RUN: %roundtrip %s --std=c++17 --lax | %FileCheck %s

#include <cstdint>
#include <map>
#include <string>
#include <vector>

using Names = std::map<int, std::string>;
typedef unsigned long Handle;

struct Registry {
  Names names;
  std::vector<Handle> handles;
};

static std::size_t fill(Registry &r, Handle h) {
  // CHECK: "r.names[1] : std::string"
  r.names[1] = "one";
  // CHECK: "r.handles[0] : unsigned long"
  r.handles[0] = h;
  // CHECK: "h : Handle"
  h = 3;
  // CHECK: "n : std::size_t"
  std::size_t n = r.names.size();
  // CHECK: "small : std::uint32_t"
  std::uint32_t small = 7;
  // CHECK: "text : std::string"
  std::string text = "abc";
  // CHECK: "wide : std::wstring"
  std::wstring wide = L"abc";
  // CHECK: "first : std::string"
  Names::mapped_type first = r.names[1];
  return n + small + text.size() + wide.size() + first.size() + h;
}

int main() {
  Registry r;
  r.handles.resize(2);
  return fill(r, 1) == 20 ? 0 : 1;
}
