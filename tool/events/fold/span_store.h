// Stores what `fold` needs to know of each span: ids, site, times and flags. 72 bytes a span, and 8 to 16 to find it.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tool/events/fold/site_sums.h"
#include "tool/events/input/event.h"
#include "tool/events/input/id_hash.h"

namespace telinject::events::fold {

inline constexpr std::uint32_t kNone = ~std::uint32_t{0}; // no span, no site

enum Flag : std::uint16_t {
  has_entry = 1,
  has_exit = 2,
  is_damaged = 4,      // its lines contradict each other: stays as it is, and nothing folds into it
  is_pinned = 8,       // it, or an event in it, has no site under which it could be summed up: stays
  is_also_folded = 16, // an ancestor's `folded` has its call already
  has_error = 32,
  is_slow = 64,
  is_self_estimated = 128, // its own self time is an estimate
  is_counted = 256,        // its duration is part of the time inside its owner
  has_target = 512,        // a span above it in its process can take its sums
  is_kept = 1024,
  is_on_error_path = 2048,
  receives = 4096,       // something folds into it
  needs_estimate = 8192, // what folds into it makes its self time an estimate
};

struct Span {
  std::uint64_t id = 0;
  std::uint64_t parent_id = 0;
  std::uint64_t duration_ns = 0;
  std::uint64_t inside_ns = 0; // as `report` counts it: durations of children, self times of folded calls
  std::uint64_t iterations = 0;
  std::uint32_t trace = 0;
  std::uint32_t run = 0; // of its process
  std::uint32_t site = kNone;
  std::uint32_t owner = kNone;  // span whose time has this span's, while it is open
  std::uint32_t parent = kNone; // in the input; set by choose_kept, as the next two are
  std::uint32_t keeper = kNone; // itself or its nearest ancestor that is kept
  std::uint32_t target = kNone; // the nearest kept ancestor of its process that takes sums
  std::uint16_t flags = 0;
  SpanKind kind = SpanKind::none;

  bool has(Flag flag) const { return (flags & flag) != 0; }
  void set(Flag flag) { flags = static_cast<std::uint16_t>(flags | flag); }
  bool exists() const { return has(has_entry) || has(has_exit); }
  bool is_complete() const { return has(has_entry) && has(has_exit) && !has(is_damaged); }
  std::uint64_t self_ns() const { return duration_ns > inside_ns ? duration_ns - inside_ns : 0; }
  // Children ran at the same time as each other, or after the span.
  bool has_overlap() const { return inside_ns > duration_ns; }
};

// Texts with numbers, each stored once.
class Names {
public:
  std::uint32_t number_of(std::string_view text);
  const std::string &text(std::uint32_t number) const { return *texts_[number]; }

private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<const std::string *> texts_;
  std::string key_; // scratch
};

// Numbers the runs of processes: sequence 1 begins another run of a pid.
class Runs {
public:
  struct Run {
    std::uint32_t number = 0;
    std::uint64_t removed = 0; // lines of the run that were left out so far
  };
  Run &enter(const Event &e);

private:
  std::unordered_map<std::uint64_t, Run, IdHash> runs_;
  std::uint32_t count_ = 0;
};

class SpanStore {
public:
  SpanStore();
  // Adds a line that is an event of a process and a span. `root`: of the same line.
  void add(const Event &e, const Value &root, std::uint32_t run);

  Span *find(const TraceId &trace, std::uint64_t id);
  std::uint32_t find(std::uint32_t trace, std::uint64_t id) const;

  std::deque<Span> &spans() { return spans_; }
  const std::deque<Span> &spans() const { return spans_; }
  std::size_t traces() const { return traces_.size(); }
  Names &names() { return names_; }
  // By the number of the span: sums that it carries in `folded`, and its branches and changes (kChange).
  Sums &carried() { return carried_; }
  MergedRows<BranchSum> &inner() { return inner_; }

private:
  struct TraceHash {
    std::size_t operator()(const TraceId &id) const { return static_cast<std::size_t>(mix(mix(id.high) + id.low)); }
  };
  Span &span(const Event &e, std::uint32_t run, std::uint32_t &number);
  std::size_t slot(std::uint32_t trace, std::uint64_t id) const;
  void grow();
  void add_entry(Span &span, const Event &e);
  void add_exit(Span &span, std::uint32_t number, const Event &e, const Value &root);
  void add_carried(Span &span, std::uint32_t number, const Event &e);
  void add_inner(Span &span, std::uint32_t number, const Event &e);
  std::uint32_t inner_site(const Event &e);

  std::deque<Span> spans_;           // does not move when it grows
  std::vector<std::uint32_t> slots_; // open addressing; kNone: free
  std::unordered_map<TraceId, std::uint32_t, TraceHash> traces_;
  Names names_;
  Sums carried_;
  MergedRows<BranchSum> inner_;
};

} // namespace telinject::events::fold
