// Filters and rewrites compiler options.
#include "tool/parse/parse_args.h"

#include "tool/compiler/arguments.h"
#include "tool/compiler/compiler_args.h"
#include "tool/compiler/constexpr_limits.h"

#include <algorithm>
#include <string_view>

namespace telinject::rewrite {
namespace {

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return text.starts_with(b); });
}

bool is_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_about_language(std::string_view a) {
  return is_any(a, {"-ansi", "-pthread", "-undef", "-nostdinc", "-nostdinc++", "-nostdlibinc", "-trigraphs", "-m32",
                    "-mx32", "-m64"}) ||
         begins_with_any(a, {"-stdlib=", "--stdlib=", "--target=", "--gcc-toolchain=", "--gcc-install-dir=",
                             "--driver-mode=", "-working-directory="});
}

// Options of both compilers that change types, keywords or errors.
bool is_about_types(std::string_view a) {
  const std::string_view name = a.starts_with("-fno-") ? a.substr(5) : a.starts_with("-f") ? a.substr(2) : "";
  return is_any(name, {"short-enums",
                       "short-wchar",
                       "signed-char",
                       "unsigned-char",
                       "exceptions",
                       "rtti",
                       "openmp",
                       "openmp-simd",
                       "ms-extensions",
                       "plan9-extensions",
                       "permissive",
                       "coroutines",
                       "concepts",
                       "gnu89-inline",
                       "gnu-keywords",
                       "operator-names",
                       "char8_t",
                       "blocks",
                       "access-control",
                       "declspec",
                       "asm",
                       "builtin",
                       "nested-functions",
                       "delayed-template-parsing",
                       "cx-limited-range",
                       "dollars-in-identifiers"}) ||
         begins_with_any(name, {"pack-struct", "abi-version="}) ||
         begins_with_any(a, {"-mlong-double-", "-malign-double", "-mms-bitfields", "-march=", "-mcpu=", "-mabi="});
}

// Options of code generation that Clang's front end does not need, or that would change what it does.
bool is_irrelevant_to_parse(std::string_view a) {
  return is_any(a, {"-fsyntax-only", "-fworking-directory"}) || begins_with_any(a, {"-fplugin",
                                                                                    "-fpass-plugin",
                                                                                    "-fdiagnostics",
                                                                                    "-fmodule",
                                                                                    "-fsave",
                                                                                    "-fdump",
                                                                                    "-ftime",
                                                                                    "-flto",
                                                                                    "-fno-lto",
                                                                                    "-fprofile",
                                                                                    "-fcs-profile",
                                                                                    "-foffload",
                                                                                    "-fopenmp-targets",
                                                                                    "-fembed-bitcode",
                                                                                    "-fthinlto",
                                                                                    "-fsycl",
                                                                                    "-fcuda",
                                                                                    "-fuse-ld",
                                                                                    "-fcompare-debug",
                                                                                    "-fexec-charset",
                                                                                    "-finput-charset",
                                                                                    "-fwide-exec-charset",
                                                                                    "-fcrash-diagnostics",
                                                                                    "-fconstexpr-",
                                                                                    "-ftemplate-depth",
                                                                                    "-fbracket-depth",
                                                                                    "-fmax-errors",
                                                                                    "-ferror-limit",
                                                                                    "-mllvm",
                                                                                    "-mrtd",
                                                                                    "-mregparm"});
}

bool is_in_subset(const std::string &a, OptionSubset subset) {
  if (is_about_language(a))
    return true;
  if (subset == OptionSubset::language || is_irrelevant_to_parse(a))
    return false;
  return subset == OptionSubset::all ? begins_with_any(a, {"-O", "-m", "-f"}) : is_about_types(a);
}

void keep_option(const Argument &argument, OptionSubset subset, std::vector<std::string> &out) {
  if (!argument.row) {
    if (is_in_subset(argument.joined(), subset))
      out.push_back(argument.joined());
  } else if (argument.row->has(kParse)) {
    if (argument.row->has(kSeparate))
      out.insert(out.end(), {argument.option, argument.value});
    else
      out.push_back(argument.joined());
  }
}

} // namespace

std::vector<std::string> arguments_for_parse(const std::vector<std::string> &command, const std::string &file,
                                             const std::string &directory, OptionSubset subset) {
  const CommandFacts facts = facts_of(command);
  const std::vector<Argument> arguments = split_arguments(command, facts.compiler);
  std::vector<std::string> out = {command[facts.compiler], facts.is_cxx ? "--driver-mode=g++" : "--driver-mode=gcc"};
  const auto source = index_of_source(command, file, directory);
  const auto keep_source = [&](const std::string &path) { out.push_back(path.starts_with('-') ? "./" + path : path); };
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Argument &argument = arguments[i];
    // Clang's driver passes the text of a precompiled header this way; the binary header belongs to another Clang.
    if (argument.option == "-Xclang" && argument.value == "-include" && i + 1 < arguments.size() &&
        arguments[i + 1].option == "-Xclang") {
      out.insert(out.end(), {"-include", arguments[++i].value});
    } else if (!argument.is_input()) {
      keep_option(argument, subset, out);
    } else if (source && argument.first == *source) {
      keep_source(argument.value);
    }
  }
  if (!source)
    keep_source(file);
  // GCC's driver passes these after the other options, and the last definition wins.
  for (const Argument &argument : split_preprocessor_arguments(preprocessor_words(arguments)))
    if (!argument.is_input())
      keep_option(argument, subset, out);
  const std::vector<std::string> limits = limits_for_parse(arguments);
  out.insert(out.end(), limits.begin(), limits.end());
  // -Wno-everything: GCC only warns about some of Clang's default errors (implicit int, register in C++17 …), so the
  // compiler decides.
  for (const char *flag : {"-w", "-fsyntax-only", "-Qunused-arguments", "-Wno-error", "-Wno-everything"})
    out.emplace_back(flag);
  return out;
}

bool drop_named_options(std::vector<std::string> &arguments, const std::vector<std::string> &option_words) {
  const auto is_named = [&](const std::string &argument) {
    if (!begins_with_any(argument, {"-f", "-m", "-O", "-std=", "-stdlib=", "-pthread", "--target=", "-trigraphs"}))
      return false;
    const std::string_view value =
        std::string_view(argument).substr(std::min(argument.find('='), argument.size() - 1) + 1);
    return std::any_of(option_words.begin(), option_words.end(), [&](const std::string &word) {
      if (word.empty() || word == "-fsyntax-only")
        return false;
      // "-fsanitize=bounds-strict", "bounds-strict" of "-fsanitize=null,bounds-strict", "-mtune=" of "-mtune=x".
      return argument == word || (word.size() > 2 && word.ends_with('=') && argument.starts_with(word)) ||
             ("," + std::string(value) + ",").find("," + word + ",") != std::string::npos;
    });
  };
  const size_t before = arguments.size();
  arguments.erase(std::remove_if(arguments.begin() + 1, arguments.end(), is_named), arguments.end());
  return arguments.size() != before;
}

} // namespace telinject::rewrite
