// The result of an operation that can fail: a value, or a message that says what happened and what to do.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace telinject::rewrite {

struct Failure {
  std::string message;
};

template <class T> class [[nodiscard]] Result {
public:
  Result(T value) : value_(std::move(value)) {}
  Result(Failure failure) : error_(std::move(failure.message)) {}

  explicit operator bool() const noexcept { return value_.has_value(); }
  // Require success.
  const T &operator*() const & { return *value_; }
  T &&operator*() && { return *std::move(value_); }
  const T *operator->() const { return &*value_; }
  T value_or(T fallback) && { return std::move(value_).value_or(std::move(fallback)); }
  // The message of a failure; "" after success.
  const std::string &error() const noexcept { return error_; }

private:
  std::optional<T> value_;
  std::string error_;
};

// The result of an operation without a value.
template <> class [[nodiscard]] Result<void> {
public:
  Result() noexcept : ok_(true) {}
  Result(Failure failure) : error_(std::move(failure.message)) {}

  explicit operator bool() const noexcept { return ok_; }
  const std::string &error() const noexcept { return error_; }

private:
  bool ok_ = false;
  std::string error_;
};

} // namespace telinject::rewrite
