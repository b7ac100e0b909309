// Converts lines of telemetry.v3 with the runtime's formats, batch by batch.  Of a format with whole spans, the lines of a
// span are kept until it ends.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tool/events/convert/line_event.h"
#include "tool/events/convert/line_facts.h"

namespace telinject::events {

class Converter {
public:
  // A batch with its envelope, the number of events or spans in it, and the log records that belong to it.
  struct Batch {
    std::string_view bytes;
    std::uint64_t count;
    std::string_view logs;
    std::uint64_t log_records;
  };
  using TakeBatch = std::function<void(const Batch &batch)>;

  // The most events or spans of a batch; 0: as many as its size allows.
  Converter(const Format &format, std::uint64_t max_count, TakeBatch take);
  ~Converter();
  Converter(const Converter &) = delete;
  Converter &operator=(const Converter &) = delete;

  void add(std::string_view line);
  void finish(); // hands over the last batch

  std::uint64_t skipped() const { return skipped_; }
  std::size_t open_spans() const { return open_.size(); }

private:
  using Key = std::pair<std::string, std::uint64_t>;
  struct OpenSpan {
    std::string entry;
    Context context;
    std::vector<std::string> inner;
    std::vector<Context> inner_contexts;
    std::uint64_t inner_events, left_out;
    Context last_condition{};
  };
  struct Inner;

  void use_process(const telinject::Event &e);
  template <class Render> bool append(Render render_to);
  void render(std::string_view line, telinject::Event &e);
  void add_inner(const Key &key, std::string_view line);
  void end_span(const Key &key, std::string_view line);

  const Format &format_;
  std::uint64_t max_count_;
  TakeBatch take_;
  LineEvent event_, entry_, inner_;
  LineFacts facts_;
  std::string process_;
  std::unordered_map<std::string, std::uint64_t> instances_;
  std::map<Key, OpenSpan> open_;
  Context last_condition_;
  std::vector<char> batch_;
  std::size_t batch_size_ = 0;
  std::uint64_t count_ = 0; // in the batch
  bool has_batch_ = false;
  std::uint64_t skipped_ = 0;
};

} // namespace telinject::events
