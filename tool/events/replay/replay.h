// Renders records that a process left in files, with the runtime's own renderer: the lines are those that the process
// would have written itself. One at a time, since that renderer has one state.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/core/callers.h"
#include "runtime/formats/format.h"
#include "runtime/storage/file_format.h"
#include "tool/events/callers/call_resolver.h"
#include "tool/events/replay/saved_records.h"

namespace telinject::events {

// Records of one thread, one behind the other.
struct Chunk {
  std::uint64_t ring;
  ThreadFacts thread;
  std::vector<const Record *> records;
};

class Replay {
public:
  using Write = void (*)(void *context, std::string_view line);

  // sequence: of the last event that was rendered before.
  Replay(Write write, void *context, std::uint64_t sequence = 0);
  ~Replay();
  Replay(const Replay &) = delete;
  Replay &operator=(const Replay &) = delete;

  // False: it names no format that there is here.
  bool use_process(const StoredProcess &process);
  void use_clock(const ClockLine &line);
  // The StoredModules of a block, instead of those that were known.
  void use_modules(std::string_view modules);
  // The text at an address, from now on; unless `only_new`, also where another one was known.
  void learn(const LiteralText &literal, bool only_new = false);
  void learn_from(const std::vector<Chunk> &chunks, bool only_new = false);
  // The records of all chunks, in the order of their ticks.
  void render(const std::vector<Chunk> &chunks);
  void render(const LossReport &account);

  std::uint64_t events() const { return events_; }               // rendered here
  std::uint64_t without_text() const { return unknown_.size(); } // literals that nobody told
  std::uint64_t left_out() const { return left_out_; }           // events that need one of them

private:
  static bool take(Event &event);
  static bool knows_texts(const Record &r);
  static Slice read(const char *literal);
  static bool resolve(const CallAddresses &call, Slice function, CallPlace &place);
  std::string in_file(std::uint64_t address) const;

  Write write_;
  void *context_;
  std::uint64_t sequence_;
  std::uint64_t events_ = 0;
  std::uint64_t left_out_ = 0;
  const Format *format_ = nullptr;
  StoredProcess process_{};
  std::unordered_map<std::uint64_t, std::string> literals_;
  std::unordered_map<std::uint64_t, bool> unknown_;
  std::map<std::uint64_t, ThreadText> threads_; // by ring
  std::vector<char> line_;
  struct Module {
    StoredModule place;
    std::string_view name;
  };
  std::vector<Module> modules_; // in the order of their addresses
  CallResolver calls_;
  SourcePlace call_place_; // the last one that was resolved
};

// "the texts of 2 literals are not in it; …"
std::string missing_texts(const Replay &replay);

} // namespace telinject::events
