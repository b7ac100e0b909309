// Finds the members of a compressed file and passes on their contents (byte_source.h).
#include "tool/events/input/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "tool/events/input/decoder.h"

namespace telinject::events {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;
// A member of an instrumented program holds at most 2 MiB.  The contents of larger ones are passed on before their end.
constexpr std::size_t kMaxHeld = std::size_t{4} << 20;
constexpr std::uint64_t kMaxReread = std::uint64_t{256} << 20; // of damaged members, in all
constexpr std::size_t kLongestStart = 16;                      // of what find_member looks for

std::string system_text(int error) {
  if (error == ENOENT)
    return "no such file; check the path";
  if (error == EACCES)
    return "permission denied; check the file's mode and owner";
  if (error == EISDIR)
    return "is a directory; name a file";
  return std::string(std::strerror(error)) + "; the input cannot be read";
}

} // namespace

ByteSource::ByteSource(const std::string &path, std::uint64_t offset)
    : input_(kChunk), input_offset_(offset), max_reread_(kMaxReread) {
  file_ = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0)
    throw ReadError(system_text(errno));
  struct stat facts{};
  if (fstat(file_, &facts) == 0) {
    if (S_ISDIR(facts.st_mode)) {
      close(file_);
      throw ReadError(system_text(EISDIR));
    }
    can_seek_ = S_ISREG(facts.st_mode) && path != "-";
    if (S_ISREG(facts.st_mode))
      size_ = static_cast<std::uint64_t>(facts.st_size);
  }
  if (offset != 0)
    lseek(file_, static_cast<off_t>(offset), SEEK_SET);
}

ByteSource::~ByteSource() {
  close(file_);
}

// Reads more behind what is there; returns false at the end of the file.
bool ByteSource::fill_input() {
  if (at_ != 0) {
    std::memmove(input_.data(), input_.data() + at_, available());
    input_offset_ += at_;
    end_ -= at_;
    at_ = 0;
  }
  if (is_at_end_ || end_ == input_.size())
    return false;
  ssize_t n;
  do
    n = ::read(file_, input_.data() + end_, input_.size() - end_);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    throw ReadError(system_text(errno));
  end_ += static_cast<std::size_t>(n);
  is_at_end_ = n == 0;
  return n > 0;
}

std::size_t ByteSource::read_plain(char *out, std::size_t room) {
  if (available() == 0)
    fill_input();
  const std::size_t size = std::min(room, available());
  std::memcpy(out, input_.data() + at_, size);
  at_ += size;
  return size;
}

// Returns false if the file ends here.
bool ByteSource::begin_member() {
  while (available() < kLongestStart && fill_input()) {
  }
  if (available() == 0)
    return false;
  member_begin_ = position();
  may_pass_on_ = false;
  decoder_ = Decoder::for_member({input_.data() + at_, available()});
  if (!decoder_)
    give_up_member(available() < Decoder::kMagic, "what follows is not compressed");
  return true;
}

void ByteSource::end_member() {
  decoder_.reset();
  may_pass_on_ = true;
  ++members_;
}

void ByteSource::decode_some() {
  if (available() == 0 && !fill_input())
    return give_up_member(true, "");
  const std::size_t before = held_.size();
  held_.resize(before + kChunk);
  std::string_view input(input_.data() + at_, available());
  std::size_t size = 0;
  const Decoder::Result result = decoder_->decode(input, held_.data() + before, kChunk, size);
  at_ = end_ - input.size();
  held_.resize(before + size);
  may_pass_on_ = may_pass_on_ || held_.size() > kMaxHeld;
  if (result == Decoder::Result::done)
    end_member();
  else if (result == Decoder::Result::damaged)
    give_up_member(false, "its contents do not fit its checksum or its format");
}

// is_truncated: the file ends inside of the member.
void ByteSource::give_up_member(bool is_truncated, const char *reason) {
  decoder_.reset();
  // The start of another member may have been taken for a part of this one, unless that is too large to be a program's.
  const std::uint64_t passed = position() - member_begin_;
  if (can_seek_ && !may_pass_on_ && passed <= max_reread_) {
    max_reread_ -= passed;
    restart_input(member_begin_ + 1);
  }
  find_next_member();
  const bool is_last = available() == 0;
  if (is_last && !is_truncated && members_ == 0)
    throw ReadError("the compressed file is damaged (" + std::string(reason) + "); get a new copy");
  if (!is_last || !is_truncated || !keeps_truncated_)
    held_.resize(held_at_);
  has_gap_ = may_pass_on_ = true;
  if (is_last && is_truncated) {
    truncated_member_ = member_begin_;
    warning_ = "the compressed file is truncated; lines at its end may be missing";
  } else {
    warning_ = "the compressed file is damaged at byte " + std::to_string(member_begin_) + "; lines are missing there";
  }
}

void ByteSource::restart_input(std::uint64_t offset) {
  lseek(file_, static_cast<off_t>(offset), SEEK_SET);
  input_offset_ = offset;
  at_ = end_ = 0;
  is_at_end_ = false;
}

void ByteSource::find_next_member() {
  for (;;) {
    const std::size_t found = Decoder::find_member({input_.data() + at_, available()});
    if (found != std::string_view::npos) {
      at_ += found;
      return;
    }
    at_ = end_ - std::min(available(), kLongestStart - 1);
    if (!fill_input()) {
      at_ = end_;
      return;
    }
  }
}

bool ByteSource::take_held(char *out, std::size_t room, std::size_t &size) {
  size = may_pass_on_ ? std::min(room, held_.size() - held_at_) : 0;
  if (size == 0)
    return false;
  std::memcpy(out, held_.data() + held_at_, size);
  held_at_ += size;
  if (held_at_ == held_.size()) {
    held_.clear();
    held_at_ = 0;
  }
  return true;
}

ByteSource::Result ByteSource::read(char *out, std::size_t room, std::size_t &size) {
  if (!is_detected_) {
    while (available() < kLongestStart && fill_input()) {
    }
    is_compressed_ = Decoder::for_member({input_.data() + at_, available()}) != nullptr;
    is_detected_ = true;
  }
  if (!is_compressed_)
    return (size = read_plain(out, room)) != 0 ? Result::bytes : Result::end;
  for (;;) {
    if (take_held(out, room, size))
      return Result::bytes;
    if (std::exchange(has_gap_, false))
      return Result::gap;
    if (decoder_)
      decode_some();
    else if (!begin_member())
      return Result::end;
  }
}

} // namespace telinject::events
