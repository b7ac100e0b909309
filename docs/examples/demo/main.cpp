// A small shop: what script/demo instruments.  It has a class, a template, a lambda, recursion and an exception.
#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace shop {

struct Item {
  std::string name;
  int cents;
};

class Basket {
public:
  void add(const std::string &name, int cents) {
    if (cents < 0)
      throw std::invalid_argument("a price is never negative: " + name);
    items_.push_back({name, cents});
  }

  int total() const { return sum(items_.begin(), items_.end()); }

  const Item &dearest() const {
    auto cheaper = [](const Item &a, const Item &b) { return a.cents < b.cents; };
    return *std::max_element(items_.begin(), items_.end(), cheaper);
  }

private:
  template <typename Iterator> static int sum(Iterator first, Iterator last) {
    return first == last ? 0 : first->cents + sum(first + 1, last);
  }

  std::vector<Item> items_;
};

int rebate(int total, double share) { return static_cast<int>(total * share); }

} // namespace shop

int main() {
  shop::Basket basket;
  basket.add("bread", 349);
  basket.add("cheese", 1275);
  basket.add("wine", 899);
  try {
    basket.add("refund", -500);
  } catch (const std::invalid_argument &fault) {
    std::cout << "refused: " << fault.what() << '\n';
  }
  const int total = basket.total();
  std::cout << "total " << total - shop::rebate(total, 0.1) << ", dearest " << basket.dearest().name << '\n';
}
