// Chooses inliner parameters by compiler and language.
#include "tool/compiler/inliner.h"

#include "tool/compiler/compiler_family.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace telinject::rewrite {
namespace {

// Returns true for options that control inlining, or warnings that depend on it.
bool is_about_inlining(std::string_view argument) {
  for (const char *option : {"-finline", "-fno-inline", "-Winline", "-Wframe-larger-than", "-Wstack-usage",
                             "-fstack-usage", "-fconserve-stack"})
    if (argument.starts_with(option))
      return true;
  for (const char *limit :
       {"inline-threshold", "inline-insns", "inlining-insns", "inline-min-speedup", "inline-unit-", "large-function-"})
    if (argument.find(limit) != std::string_view::npos)
      return true;
  return false;
}

// A limit of GCC: its own value with -O2 and with -O3, and that for a unit of which everything is instrumented.
struct Limit {
  const char *name;
  double at_o2, at_o3, raised;
};

constexpr std::array<Limit, 7> kLimitsOfC = {{{"early-inlining-insns", 6, 14, 60},
                                              {"max-inline-insns-auto", 15, 30, 90},
                                              {"max-inline-insns-single", 70, 200, 300},
                                              {"inline-min-speedup", 30, 15, 15},
                                              {"inline-unit-growth", 40, 40, 100},
                                              {"large-function-insns", 2700, 2700, 8000},
                                              {"large-function-growth", 100, 100, 1000}}};
constexpr std::array<Limit, 7> kLimitsOfCxx = {{{"early-inlining-insns", 6, 14, 100},
                                                {"max-inline-insns-auto", 15, 30, 150},
                                                {"max-inline-insns-single", 70, 200, 700},
                                                {"inline-min-speedup", 30, 15, 10},
                                                {"inline-unit-growth", 40, 40, 200},
                                                {"large-function-insns", 2700, 2700, 8000},
                                                {"large-function-growth", 100, 100, 1000}}};
constexpr double kClangThreshold = 225, kRaisedClangThreshold = 800;

std::string between(double own, double raised, double share) {
  return std::to_string(std::lround(own + share * (raised - own)));
}

std::vector<std::string> gcc_arguments(bool is_cxx, bool is_o3, double share) {
  std::vector<std::string> words;
  for (const Limit &limit : is_cxx ? kLimitsOfCxx : kLimitsOfC)
    words.push_back(std::string("--param=") + limit.name + "=" +
                    between(is_o3 ? limit.at_o3 : limit.at_o2, limit.raised, share));
  return words;
}

} // namespace

double share_of_limits(const InsertedAmount &inserted) {
  if (inserted.sites == 0)
    return 0;
  const auto sites = static_cast<double>(inserted.sites), functions = static_cast<double>(inserted.functions);
  const double part =
      inserted.functions >= inserted.found_functions ? 1 : functions / static_cast<double>(inserted.found_functions);
  const double sites_each = sites / std::max(functions, 1.0);
  return part * part * std::min(1.0, (1 + sites_each) / 4);
}

std::vector<std::string> inliner_arguments(const std::vector<std::string> &command, bool is_cxx, double share) {
  bool for_speed = false, is_o3 = false;
  for (size_t i = 1; i < command.size(); ++i) {
    const std::string &argument = command[i];
    if (is_about_inlining(argument) || argument.starts_with("-DTELINJECT_DISABLE"))
      return {};
    if (argument.starts_with("-O")) {
      for_speed = argument != "-O0" && argument != "-Og" && argument != "-Os" && argument != "-Oz";
      is_o3 = argument == "-O3" || argument == "-Ofast";
    }
  }
  if (!for_speed || command.empty() || share <= 0)
    return {};
  share = std::min(share, 1.0);
  switch (compiler_family(command)) {
  case CompilerFamily::gcc:
    return gcc_arguments(is_cxx, is_o3, share);
  case CompilerFamily::clang:
    return {"-mllvm", "-inline-threshold=" + between(kClangThreshold, kRaisedClangThreshold, share)};
  case CompilerFamily::unknown:
    break;
  }
  return {};
}

} // namespace telinject::rewrite
