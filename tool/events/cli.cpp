// Defines the commands and their options.
#include "tool/events/cli.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>

#include "runtime/formats/format.h"

namespace telinject::events {
namespace {

constexpr const char *kAbout = "Reads telemetry.v3 events (JSON lines), as instrumented programs write them.\n"
                               "FILE may be - (standard input) or compressed with gzip or zstd.";
constexpr const char *kExitCodes = "Exit codes: 0 success; 1 validate found faults, or send was not accepted in full; "
                                   "2 invalid usage, or an input that cannot be read.";

// Accepts the names of formats.def.
const CLI::Validator is_format(
    [](std::string &name) {
      return telinject::find_format({name.data(), name.size()}) ? std::string() : "unknown format \"" + name + '"';
    },
    "FORMAT");

const CLI::Validator is_url(
    [](std::string &url) {
      const bool is_plain = url.find_first_of(" \t\r\n") == std::string::npos;
      return is_plain && (url.starts_with("http://") || url.starts_with("https://")) ? std::string()
                                                                                     : "not an http:// or https:// URL";
    },
    "URL");

const CLI::Validator is_header(
    [](std::string &header) {
      const std::size_t colon = header.find(':');
      return colon != 0 && colon != std::string::npos && header.find_first_of("\r\n") == std::string::npos
                 ? std::string()
                 : "not of the form \"Name: value\"";
    },
    "HEADER");

void add_commands(CLI::App &app, Options &options) {
  app.set_version_flag("--version", std::string("telinject-events ") + TELINJECT_EVENTS_VERSION);
  app.require_subcommand(1);
  app.footer(kExitCodes);

  auto *validate =
      app.add_subcommand("validate", "check every line against the schema, and the spans of each process as a tree");
  validate->add_option("FILE", options.files, "input files")->required();
  validate->add_option("--max-faults", options.max_faults, "maximum number of faults to print; 0: all")
      ->capture_default_str();
  validate->add_flag("--strict-exits", options.strict_exits, "report spans without exit as faults");
  validate->callback([&options] { options.command = Command::validate; });

  auto *report = app.add_subcommand("report", "print a table of functions and the slowest traces");
  report->add_option("FILE", options.files, "input files")->required();
  report->add_option("--top", options.top, "number of functions and traces to show")
      ->capture_default_str()
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10000}));
  report->callback([&options] { options.command = Command::report; });

  auto *recover =
      app.add_subcommand("recover", "recover unwritten events of killed processes from the folder TELEMETRY_RING_DIR");
  recover->add_option("DIR", options.files, "the folder")->required();
  recover->add_flag("--append", options.append, "append the lines to the file that the process wrote to");
  recover->add_flag("--keep", options.keep, "keep the files, so that the next run recovers the same events");
  recover->callback([&options] { options.command = Command::recover; });

  auto *render = app.add_subcommand("render", "convert spools (TELEMETRY_OUTPUT=spool) to lines");
  render->add_option("FILE", options.files, "spools, or folders that contain spools")->required();
  render->add_option("--to", options.format, "format of the output; default: the one that the process used")
      ->check(is_format);
  render->callback([&options] { options.command = Command::render; });

  auto *convert = app.add_subcommand("convert", "write lines of telemetry.v3 in another format");
  convert->add_option("--to", options.format, "format of the output")->required()->check(is_format);
  convert->add_option("FILE", options.files, "input files")->required();
  convert->callback([&options] { options.command = Command::convert; });

  auto *callers = app.add_subcommand(
      "callers", "add the file and line of each call to events (TELEMETRY_CALLERS=addresses), from debug information");
  callers->add_option("FILE", options.files, "input files")->required();
  callers->callback([&options] { options.command = Command::callers; });

  auto *fold = app.add_subcommand("fold", "leave spans out, with their sums in the spans around them, for a backend");
  fold->add_option("FILE", options.files, "input files; all files of a trace")->required();
  fold->add_option("--span-budget", options.span_budget, "number of spans of a trace that are kept")
      ->capture_default_str()
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
  fold->add_option("--output", options.output, "output file, compressed if its name ends in .gz or .zst");
  fold->callback([&options] { options.command = Command::fold; });

  auto *send = app.add_subcommand("send", "send lines of telemetry.v3 to a receiver, in any format");
  send->add_option("FILE", options.files, "input files")->required();
  send->add_option("--to", options.url, "URL of the receiver, http:// or https://")->required()->check(is_url);
  send->add_option("--format", options.format,
                   "format to send; default: otlp to a URL that ends in /v1/traces, else v3")
      ->check(is_format);
  send->add_option("--header", options.headers, "\"Name: value\", sent with each request; may be repeated")
      ->allow_extra_args(false)
      ->check(is_header);
  send->add_option("--compression", options.compression, "gzip or none")
      ->capture_default_str()
      ->check(CLI::IsMember({"gzip", "none"}));
  send->add_option("--max-wait", options.max_wait_s, "seconds to try one batch again while the receiver is down")
      ->capture_default_str()
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{86'400}));
  send->callback([&options] { options.command = Command::send; });
}

} // namespace

std::optional<Options> parse_command_line(int argc, const char *const *argv, int &exit_code) {
  Options options;
  CLI::App app{kAbout, "telinject-events"};
  add_commands(app, options);
  try {
    app.parse(argc, argv);
    return options;
  } catch (const CLI::ParseError &e) {
    if (e.get_exit_code() == 0) {
      exit_code = app.exit(e);
      return std::nullopt;
    }
    std::cerr << "telinject-events: error: command line: " << e.what() << "; see telinject-events --help\n";
    exit_code = kExitUsage;
    return std::nullopt;
  }
}

} // namespace telinject::events
