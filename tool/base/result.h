// The result of an operation that can fail: a value, or a message that says what happened and what to do.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace telinject::rewrite {

struct Failure {
  std::string message;
  std::string where = {};         // "file:line:col", "file" or "", as report_error has it
  std::vector<Failure> more = {}; // further failures of the same operation
};

template <class T> class [[nodiscard]] Result {
public:
  Result(T value) : value_(std::move(value)) {}
  Result(Failure failure) : failure_(std::move(failure)) {}

  explicit operator bool() const noexcept { return value_.has_value(); }
  // Require success.
  const T &operator*() const & { return *value_; }
  T &&operator*() && { return *std::move(value_); }
  const T *operator->() const { return &*value_; }
  T value_or(T fallback) && { return std::move(value_).value_or(std::move(fallback)); }
  // The message of a failure; "" after success.
  const std::string &error() const noexcept { return failure_.message; }
  const Failure &failure() const noexcept { return failure_; }

private:
  std::optional<T> value_;
  Failure failure_;
};

// The result of an operation without a value.
template <> class [[nodiscard]] Result<void> {
public:
  Result() noexcept : ok_(true) {}
  Result(Failure failure) : failure_(std::move(failure)) {}

  explicit operator bool() const noexcept { return ok_; }
  const std::string &error() const noexcept { return failure_.message; }
  const Failure &failure() const noexcept { return failure_; }

private:
  bool ok_ = false;
  Failure failure_;
};

} // namespace telinject::rewrite
