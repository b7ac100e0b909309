// Decides what is a secret by its name or its text. Such values are redacted during rewriting and never reach the
// runtime.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace clang {
class Expr;
class QualType;
} // namespace clang

namespace telinject::rewrite {

// Returns true if the name contains a word of the list (runtime/config/secret_names.h) or one of `additional`.
[[nodiscard]] bool looks_secret(std::string_view name, const std::vector<std::string> &additional);

// The same for what has a value of that type: a truth value, an enumerator and an address are no secrets, and words such as
// "key" and "token" count if the value may be text.
[[nodiscard]] bool looks_secret(std::string_view name, clang::QualType type,
                                const std::vector<std::string> &additional);

// The same for what is a number.
[[nodiscard]] bool looks_secret_number(std::string_view name, const std::vector<std::string> &additional);

// Returns true if the expression names, or is computed by an accessor from, a variable, a member or a function that looks
// secret, also by way of local variables that were initialised so.
[[nodiscard]] bool comes_from_secret(const clang::Expr &expression, const std::vector<std::string> &additional);

// Returns the text of a string literal as it is spelled, without the secrets in it.
[[nodiscard]] std::string without_secrets(std::string_view literal);

} // namespace telinject::rewrite
