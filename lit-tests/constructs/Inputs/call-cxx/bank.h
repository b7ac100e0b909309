// A library of C++, as far as its callers see it.
#ifndef BANK_H
#define BANK_H
#include <string>

namespace bank {

class Failure {
public:
  explicit Failure(int code) : code_(code) {}
  virtual ~Failure();
  int code() const { return code_; }

private:
  int code_;
};

// Counts its copies.
class Answer {
public:
  explicit Answer(int rows) : rows_(rows) {}
  Answer(const Answer &other);
  ~Answer();
  int rows() const { return rows_; }
  operator int() const { return rows_; }
  int status;

private:
  int rows_;
};

int copies();

class Base {
public:
  virtual ~Base() {}
  virtual int touch(int value);
};

class Account : public Base {
public:
  Account() : calls(0), name_("account") {}
  int touch(int value);
  int ask(const char *text);
  int ask(const std::string &text);
  int ask(int number);
  void tell(const std::string &text);
  Answer answer(const std::string &text);
  Account &chained(const std::string &text);
  static int shared(const std::string &text);
  const std::string &name() const { return name_; }
  template <class T> int sum(const T &value) { return add(static_cast<int>(value)); }
  int calls;

private:
  int add(int value);
  std::string name_;
};

template <class T> class Box {
public:
  explicit Box(T value) : value_(value) {}
  T take(const char *) { return value_; }

private:
  T value_;
};

Account &main_account();

} // namespace bank
#endif
