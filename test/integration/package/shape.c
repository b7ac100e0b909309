int area(int width, int height);

int area(int width, int height) {
  int sum = 0, row;
  for (row = 0; row < height; ++row) sum += width;
  return sum;
}
