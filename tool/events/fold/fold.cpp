// The command fold.
#include "tool/events/fold/fold.h"

#include <cstdio>
#include <memory>

#include "tool/events/fold/folded_output.h"
#include "tool/events/fold/second_reading.h"
#include "tool/events/input/input.h"
#include "tool/events/input/text.h"

namespace telinject::events {
namespace {

struct Passes {
  const Options &options;
  Progress progress;
  fold::Folder folder;
  fold::SecondReading input;
  std::uint64_t too_long = 0;

  explicit Passes(const Options &o) : options(o), folder(o.span_budget), input(o.files) {}

  bool read() {
    const bool all_read = read_inputs(options.files, progress, [&](const Line &line, Location location) {
      too_long += line.too_long ? 1 : 0;
      input.note(location.file, line.text);
      if (!line.too_long && !line.text.empty())
        folder.read(line.text);
    });
    input.finish_copies();
    folder.choose();
    return all_read;
  }

  // Returns false if an input has fewer lines than before. What is wrong with it was said in the first pass.
  bool write(fold::FoldedOutput &output) {
    bool is_same = true;
    for (std::uint32_t file = 0; file < options.files.size(); ++file) {
      std::uint64_t left = input.lines(file);
      if (left == 0)
        continue;
      try {
        LineReader reader(input.path(file));
        for (Line line; left != 0 && reader.next(line); --left) {
          if (line.too_long)
            continue;
          if (const auto text = line.text.empty() ? line.text : folder.write(line.text))
            output.add_line(*text);
          if (progress.is_due())
            progress.show(options.files[file], reader.position(), reader.size(), line.number);
        }
      } catch (const ReadError &) {
        // As in the first pass: the lines before the fault count.
      }
      if (left == 0)
        continue;
      is_same = false;
      progress.clear();
      std::fprintf(stderr, "telinject-events: error: %s: was changed while it was read; fold a copy of it\n",
                   options.files[file].c_str());
    }
    return is_same;
  }

  void report() const {
    const fold::Choice &choice = folder.choice();
    std::fprintf(stderr, "telinject-events: note: %llu of %s kept\n", static_cast<unsigned long long>(choice.kept),
                 counted(choice.spans, "span was", "spans were").c_str());
    if (choice.traces_over_budget != 0)
      std::fprintf(stderr,
                   "telinject-events: note: %s more than %llu spans: roots, and spans that cannot fold into another\n",
                   counted(choice.traces_over_budget, "trace has", "traces have").c_str(),
                   static_cast<unsigned long long>(options.span_budget));
    if (folder.exits_with_rest() != 0)
      std::fprintf(stderr, "telinject-events: note: %s more sites than fit; the smallest are summed up as \"other\"\n",
                   counted(folder.exits_with_rest(), "span has", "spans have").c_str());
    if (folder.damaged() != 0)
      std::fprintf(stderr, "telinject-events: warning: %s not folded; telinject-events validate explains why\n",
                   counted(folder.damaged(), "line that is no event was", "lines that are no events were").c_str());
    if (too_long != 0)
      std::fprintf(stderr, "telinject-events: error: %s left out, because no event is longer than %zu bytes\n",
                   counted(too_long, "line was", "lines were").c_str(), kMaxLine);
  }
};

} // namespace

int run_fold(const Options &options) {
  std::string at = options.output.empty() ? "standard output" : options.output;
  try {
    fold::FoldedOutput output(options.output);
    at = "input";
    const auto passes = std::make_unique<Passes>(options);
    const bool all_read = passes->read();
    at = options.output.empty() ? "standard output" : options.output;
    const bool is_same = passes->write(output);
    passes->progress.clear();
    output.finish();
    passes->report();
    return all_read && is_same && passes->too_long == 0 ? kExitDone : kExitUsage;
  } catch (const ReadError &e) {
    std::fprintf(stderr, "telinject-events: error: %s: %s\n", at.c_str(), e.what());
    return kExitUsage;
  }
}

} // namespace telinject::events
