extern "C" int area(int width, int height);

static bool is_large(int size) {
  if (size > 10) return true;
  return false;
}

int main() { return is_large(area(3, 4)) ? 0 : 1; }
