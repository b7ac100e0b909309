// The library's functions.
#include "bank.h"

#include <cstdio>

namespace bank {
namespace {
int number_of_copies = 0;
}

Failure::~Failure() {}
Answer::Answer(const Answer &other) : status(other.status), rows_(other.rows_) { ++number_of_copies; }
Answer::~Answer() { std::printf("answer %d is gone\n", rows_); }
int copies() { return number_of_copies; }
int Base::touch(int value) { return value; }
int Account::touch(int value) { return value + 1; }
int Account::ask(const char *text) {
  if (*text == '!')
    throw Failure(7);
  return ++calls;
}
int Account::ask(const std::string &text) { return ask(text.c_str()) + 100; }
int Account::ask(int number) { return number; }
void Account::tell(const std::string &text) { std::printf("told %s\n", text.c_str()); }
Answer Account::answer(const std::string &text) {
  if (text[0] == '!')
    throw Failure(8);
  Answer made(static_cast<int>(text.size()));
  made.status = 3;
  return made;
}
Account &Account::chained(const std::string &text) {
  std::printf("chained %s\n", text.c_str());
  return *this;
}
int Account::shared(const std::string &text) { return static_cast<int>(text.size()); }
int Account::add(int value) { return value + 1; }
Account &main_account() {
  static Account account;
  return account;
}

} // namespace bank
