/* a getter, a function with a loop, and main */

static int price;
int get_price(void) { return price; }
int sum(int n) {
  int total = 0;
  while (n-- > 0)
    total += price;
  return total;
}
int main(void) {
  return sum(get_price());
}
