// Checks target attributes and pragmas against the list of features that only extend a target.
#include "matchers/targets.h"

#include "clang/AST/Attr.h"

#include "llvm/ADT/StringSet.h"

namespace telinject::rewrite {
namespace {

// x86 features that only extend a target. Other words (no-sse, arch=…, fpmath=…, general-regs-only, words of other
// processors) may remove features.
bool adds_a_feature(llvm::StringRef word) {
  static const llvm::StringSet<> features{
      "default", "mmx",    "sse",    "sse2",     "sse3",       "ssse3",  "sse4",  "sse4.1",   "sse4.2", "sse4a",
      "avx",     "avx2",   "fma",    "fma4",     "f16c",       "xop",    "abm",   "bmi",      "bmi2",   "tbm",
      "lzcnt",   "popcnt", "movbe",  "adx",      "aes",        "pclmul", "sha",   "gfni",     "vaes",   "vpclmulqdq",
      "crc32",   "rdrnd",  "rdseed", "fsgsbase", "clflushopt", "clwb",   "xsave", "xsaveopt", "xsavec", "rtm"};
  return features.contains(word) || (word.starts_with("avx512") && word.find_first_of("=,") == llvm::StringRef::npos);
}

bool only_adds_features(llvm::StringRef list) {
  llvm::SmallVector<llvm::StringRef> words;
  list.split(words, ',');
  return llvm::all_of(words, [](llvm::StringRef word) { return adds_a_feature(word.trim()); });
}

// Checks the attributes that Clang has parsed on all declarations of the function.
bool attributes_only_add(const clang::FunctionDecl &function) {
  for (const clang::Attr *attribute : function.attrs()) {
    if (const auto *target = llvm::dyn_cast<clang::TargetAttr>(attribute);
        target && !only_adds_features(target->getFeaturesStr()))
      return false;
    if (const auto *clones = llvm::dyn_cast<clang::TargetClonesAttr>(attribute);
        clones && !llvm::all_of(clones->featuresStrs(), only_adds_features))
      return false;
    if (const auto *version = llvm::dyn_cast<clang::TargetVersionAttr>(attribute);
        version && !only_adds_features(version->getNamesStr()))
      return false;
  }
  return true;
}

} // namespace

bool has_other_target(const clang::FunctionDecl &function, clang::SourceLocation body, const SourceRanges &ranges) {
  if (!attributes_only_add(function))
    return true;
  const clang::SourceLocation begin = ranges.sources().getFileLoc(function.getBeginLoc());
  if (ranges.sources().getFileID(begin) == ranges.sources().getFileID(body) &&
      !llvm::all_of(ranges.attribute_targets(begin, body), only_adds_features))
    return true;
  // With GCC, a pragma applies to functions first declared after it.
  for (const clang::FunctionDecl *declaration : function.redecls())
    if (!llvm::all_of(ranges.options_at(declaration->getLocation()).targets, only_adds_features))
      return true;
  for (const clang::DeclContext *context = function.getParent(); context; context = context->getParent())
    if (const auto *outer = llvm::dyn_cast<clang::FunctionDecl>(context)) {
      const clang::Stmt *outer_body = outer->getBody();
      return outer_body && has_other_target(*outer, ranges.sources().getFileLoc(outer_body->getBeginLoc()), ranges);
    }
  return false;
}

} // namespace telinject::rewrite
