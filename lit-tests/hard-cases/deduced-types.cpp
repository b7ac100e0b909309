// Types that were deduced, or come from inside of the standard library, are spelled as a reader would write them.
// RUN: %roundtrip --option=--events=function,variable %s --std=c++17,c++20 --cc=gcc | %FileCheck %s

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using Money = long;
using Names = std::vector<std::string>;
namespace app {
template <class T> struct Box {
  using value_type = T;
  T value;
  // The program's own names stay.
  // CHECK: "app::Box::get() -> value_type")
  value_type get() const { return value; }
};
} // namespace app

// CHECK: "first(m:std::map<std::string, int>) -> std::map<std::string, int>::const_iterator"
static std::map<std::string, int>::const_iterator first(const std::map<std::string, int> &m) { return m.begin(); }

int main() {
  std::map<std::string, int> m{{"a", 1}};
  Names names{"x", "y"};
  std::vector<int> v{1, 2};
  std::string s = "text";
  // Aliases of the library's members: by what they stand for, or by the name that programs use.
  // CHECK: "i : std::map<std::string, int>::iterator"
  auto i = m.begin();
  // CHECK: "found : std::map<std::string, int>::iterator"
  auto found = m.find("a");
  // CHECK: "from : std::vector<int>::const_iterator"
  auto from = v.cbegin();
  // CHECK: "mapped : int"
  std::map<std::string, int>::mapped_type mapped = 3;
  // CHECK: "element : int *"
  auto *element = &m["a"];
  // CHECK: "letter : char"
  std::string::value_type letter = s[0];
  // What is deduced.
  // CHECK: "pair : std::pair<int, std::string>"
  auto pair = std::make_pair(1, s);
  // CHECK: "owned : std::unique_ptr<
  auto owned = std::make_unique<std::vector<int>>();
  // CHECK: "copy : std::string"
  auto copy = s;
  // CHECK: "part : std::string"
  auto part = s.substr(1);
  // CHECK: "same : int"
  decltype(v[0] + 0) same = 4;
  // CHECK: "list : std::list<std::pair<int, std::string>>"
  std::list<std::pair<int, std::string>> list{pair};
  // The program's own names.
  // CHECK: "money : Money"
  Money money = 5;
  // CHECK: "more : Names"
  Names more = names;
  // CHECK: "box : app::Box<int>"
  app::Box<int> box{6};
  return i == found && from != v.cend() && first(m) == m.cbegin() && mapped + *element + letter + same + money > 0 && owned && !copy.empty() &&
                 !part.empty() && !list.empty() && !more.empty() && box.get() ? 0 : 1;
}
