// Reads a document, asks it one right and one wrong question, and prints it.
#include "pugixml.hpp"

#include <iostream>

int main(int, char **names) {
  pugi::xml_document document;
  std::cout << document.load_file(names[1]).description() << document.select_nodes("//d[@e]").size();
  document.save(std::cout);
  try {
    document.select_nodes("//[");
  } catch (const pugi::xpath_exception &fault) {
    std::cout << fault.what();
  }
}
