// Reads a file, and decompresses it if its content is gzip or zstd: any number of members, one after the other.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace telinject::events {

struct ReadError : std::runtime_error { // what(): "what happened; what to do"
  using std::runtime_error::runtime_error;
};

class Decoder;

// A damaged member is skipped, and reading goes on with the next one that an instrumented program wrote.  Memory does
// not grow with the file.
class ByteSource {
public:
  enum class Result { bytes, gap, end };
  static constexpr std::uint64_t kNowhere = ~std::uint64_t{0};

  // path: "-" is standard input.  offset: of a regular file; the start of a member.  Throws ReadError.
  explicit ByteSource(const std::string &path, std::uint64_t offset = 0);
  ~ByteSource();
  ByteSource(const ByteSource &) = delete;
  ByteSource &operator=(const ByteSource &) = delete;

  // Reads up to `room` bytes.  gap: bytes are missing between those before and those after.  Throws ReadError.
  Result read(char *out, std::size_t room, std::size_t &size);

  // Leaves out what a member gives that the file's end has cut short.
  void skip_truncated() { keeps_truncated_ = false; }

  bool is_compressed() const { return is_compressed_; }          // known after the first read
  std::uint64_t size() const { return size_; }                   // size as stored; 0 if unknown
  std::uint64_t position() const { return input_offset_ + at_; } // number of stored bytes read
  // The offset of a member that the end of the file has cut short; none: kNowhere.
  std::uint64_t truncated_member() const { return truncated_member_; }
  const std::string &warning() const { return warning_; } // "what happened; what to do"; empty: nothing did

private:
  bool fill_input();
  std::size_t available() const { return end_ - at_; }
  std::size_t read_plain(char *out, std::size_t room);
  bool begin_member();
  void decode_some();
  void end_member();
  void give_up_member(bool is_truncated, const char *reason);
  void find_next_member();
  void restart_input(std::uint64_t offset);
  bool take_held(char *out, std::size_t room, std::size_t &size);

  int file_ = -1;
  bool can_seek_ = false;
  std::uint64_t size_ = 0;
  std::vector<char> input_;
  std::size_t at_ = 0, end_ = 0;
  std::uint64_t input_offset_ = 0; // of the first byte in `input_`
  bool is_detected_ = false, is_compressed_ = false, is_at_end_ = false;

  std::unique_ptr<Decoder> decoder_; // of the current member; null: between two
  std::uint64_t member_begin_ = 0, truncated_member_ = kNowhere;
  std::uint64_t members_ = 0;
  std::vector<char> held_; // decompressed bytes of the member, which are passed on when it is whole or large
  std::size_t held_at_ = 0;
  bool may_pass_on_ = false;
  bool has_gap_ = false, keeps_truncated_ = true;
  std::uint64_t max_reread_;
  std::string warning_;
};

} // namespace telinject::events
