// Reads a document and prints it; the program's own test prints times.
#include "tinyxml2.h"

int main(int, char **names) {
  tinyxml2::XMLDocument document;
  tinyxml2::XMLPrinter printer;
  document.LoadFile(names[1]);
  document.Print(&printer);
  puts(printer.CStr());
}
