// A bit of everything, for codegen-flags.test.
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

int work(int n);
#ifdef HOOKS
extern "C" {
__attribute__((no_instrument_function)) void __cyg_profile_func_enter(void *, void *) {}
__attribute__((no_instrument_function)) void __cyg_profile_func_exit(void *, void *) {}
}
#endif
#ifndef ONE
int work(int n) {
  std::vector<int> v;
  for (int i = 0; i < n; i++) { if (i == 3) continue; v.push_back(i); }
  int sum = 0;
  for (int x : v) sum += x;
  switch (sum) { case 7: sum++; break; default: sum--; }
  std::string s = "a"; s += "b";
  try { if (n > 4) throw std::runtime_error("five"); } catch (const std::exception &e) { sum += static_cast<int>(std::string(e.what()).size()); }
  return sum + static_cast<int>(s.size());
}
#endif
#ifndef TWO
int main() { std::printf("%d %d\n", work(3), work(5)); }
#endif
