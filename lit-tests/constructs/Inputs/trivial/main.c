#include "vendor.h"

int forward(int n) { return vendor_run(n); }
int main(void) { return forward(0); }
