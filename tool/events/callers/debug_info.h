// The debug information of one program or shared object, read by libdw: which functions stand at an address, which
// line, and whom a call instruction calls.  The only part that knows libdw.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::events {

struct SourcePlace {
  std::string file; // as the compiler was given it, where its compilation names files relative to its folder
  std::uint64_t line = 0;
};

// A function at an address: the code's own, or an instance that was inlined there.
struct FunctionAt {
  std::string name;         // without scope; template arguments as the compiler writes them
  std::string linkage_name; // empty where there is none, as in C
  std::uint64_t unit = 0;   // tells compilation units apart
  std::uint64_t entity = 0; // the same for all instances and declarations in its unit
  std::uint64_t instance = 0;
  bool inlined = false;
  bool external = false;
  bool artificial = false;               // written by the compiler, like an implicit destructor
  bool may_be_artificial = false;        // where debug information says too little
  std::optional<SourcePlace> call_place; // of an inlined instance
};

// Is it the same function, in other units too?
bool is_same_function(const FunctionAt &a, const FunctionAt &b);

struct Callee {
  enum class Kind {
    unknown,  // there is no call instruction that is understood
    direct,   // at `address`
    symbol,   // by that name, through the linkage table
    indirect, // through a pointer
  };
  Kind kind = Kind::unknown;
  std::uint64_t address = 0;
  std::string symbol;
};

class DebugInfo {
public:
  // Addresses are offsets in the file.  Null where there is no such file, its id is another one (runtime/base/modules.h), or
  // it has no debug information.
  static std::unique_ptr<DebugInfo> open(const std::string &path, std::string_view id);
  virtual ~DebugInfo() = default;

  // Innermost first; the last one is that of the code itself.  Empty: not known.
  virtual std::vector<FunctionAt> functions_at(std::uint64_t address) = 0;
  virtual std::optional<SourcePlace> line_at(std::uint64_t address) = 0;
  // The call that returns to this address.
  virtual Callee callee_of(std::uint64_t return_address) = 0;
  // What debug information says that call calls: nothing where it does not say.  described: it has an entry for the
  // call.
  virtual std::optional<FunctionAt> described_callee(std::uint64_t return_address, bool &described) = 0;
  // May any of its functions end with a jump to another one?  Only optimized code does so.
  virtual bool may_have_tail_calls() = 0;
  // Is the code there a part that was split off its function and is called by what is left of it?
  virtual bool is_split_part(std::uint64_t address) = 0;
};

} // namespace telinject::events
