/* What both plug-ins depend on: it is unloaded with the last of them. */
int helper(int n);
static int half(int n) {
  return n / 2;
}
int helper(int n) {
  return half(n) + 1;
}
