// Renders stored records with the runtime's renderer, so that lines are identical to those the process would have
// written. Only one instance may exist at a time, because the renderer has global state.
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

// Consecutive records of one thread.
struct Chunk {
  std::uint64_t ring;
  ThreadFacts thread;
  std::vector<const Record *> records;
};

class Replay {
public:
  using Write = void (*)(void *context, std::string_view text); // a line, or a batch with its envelope

  // sequence: sequence number of the last event rendered before.  format: empty: the one that the process used.
  Replay(Write write, void *context, std::uint64_t sequence = 0, std::string format = {});
  ~Replay();
  Replay(const Replay &) = delete;
  Replay &operator=(const Replay &) = delete;

  // Returns false if the process used an unknown format.
  bool use_process(const StoredProcess &process);
  void use_clock(const ClockLine &line);
  // Replaces the known modules by the StoredModules of a block.
  void use_modules(std::string_view modules);
  // Sets the text at an address; with `only_new`, keeps a known one.
  void add_literal(const LiteralText &literal, bool only_new = false);
  void add_literals(const std::vector<Chunk> &chunks, bool only_new = false);
  // Renders the records of all chunks in the order of their ticks.
  void render(const std::vector<Chunk> &chunks);
  void render(const LossReport &losses);
  // Writes the last batch.  Spans that are still open have no exit, and are not written if the format has whole spans.
  void finish();

  std::uint64_t events() const { return events_; }                   // number of events rendered
  std::uint64_t missing_literals() const { return missing_.size(); } // number of literals without text
  std::uint64_t skipped_events() const { return skipped_events_; }   // number of events that need such a literal

private:
  // A span of a format with whole spans.
  struct OpenSpan {
    ThreadFacts thread;
    std::string entry;
    std::vector<std::string> inner;
    std::uint64_t inner_events = 0, left_out = 0;
  };

  static bool emit(Event &event);
  static bool emit_span(Event &entry, Event &exit, InnerEvents &inner);
  template <class Render> bool append(std::uint64_t events, Render render);
  void begin_batch();
  void render_one(ThreadText &text, const ThreadFacts &thread, const Record *r);
  void end_span(ThreadText &text, const ThreadFacts &thread, const Record *r);
  static bool has_texts(const Record &r);
  static Slice read(const char *literal);
  static bool resolve(const CallAddresses &call, Slice function, CallPlace &location);
  std::string code_address(std::uint64_t address) const;

  Write write_;
  void *context_;
  std::uint64_t sequence_;
  std::uint64_t events_ = 0;
  std::uint64_t skipped_events_ = 0;
  const Format *format_ = nullptr;
  StoredProcess process_{};
  std::unordered_map<std::uint64_t, std::string> literals_;
  std::unordered_map<std::uint64_t, bool> missing_;
  std::map<std::uint64_t, ThreadText> threads_; // by ring
  std::string format_name_;
  std::unordered_map<std::uint64_t, OpenSpan> open_spans_;
  std::vector<char> batch_; // or a line
  std::size_t batch_size_ = 0;
  bool has_batch_ = false;
  struct Module {
    StoredModule location;
    std::string_view name;
  };
  std::vector<Module> modules_; // sorted by address
  CallResolver calls_;
  SourceLocation call_location_; // the last resolved location
};

// Returns "the texts of 2 literals are missing; …".
std::string missing_texts(const Replay &replay);

} // namespace telinject::events
