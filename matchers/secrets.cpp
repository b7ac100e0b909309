// Compares names with the list of secret words.
#include "matchers/secrets.h"

#include <algorithm>
#include <array>

namespace telinject::rewrite {
namespace {

constexpr std::array<std::string_view, 14> kSecretWords = {
    "password",   "passwd", "passphrase", "token",     "secret", "apikey",     "authorization",
    "credential", "pwd",    "privatekey", "accesskey", "bearer", "signingkey", "encryptionkey"};

std::string folded(std::string_view name) {
  std::string result;
  for (char c : name) {
    if (c == '_' || c == '-')
      continue;
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

} // namespace

bool looks_secret(std::string_view name, const std::vector<std::string> &additional) {
  const std::string text = folded(name);
  const auto is_contained = [&](std::string_view word) {
    return !word.empty() && text.find(word) != std::string::npos;
  };
  return std::any_of(kSecretWords.begin(), kSecretWords.end(), is_contained) ||
         std::any_of(additional.begin(), additional.end(),
                     [&](const std::string &word) { return is_contained(folded(word)); });
}

} // namespace telinject::rewrite
