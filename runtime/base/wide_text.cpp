// Converts in pieces, as the text may end at a page that cannot be read.
#include "runtime/base/wide_text.h"

#include "runtime/base/json_text.h"
#include "runtime/base/safe_read.h"

namespace telinject {

namespace {

constexpr std::uint32_t replacement = 0xfffd;

class Units {
public:
  Units(const char *from, long length, std::size_t unit) : from_(from), left_(length), unit_(unit) {}

  // Returns false at the end of the text.
  bool peek(std::uint32_t &unit) {
    if (left_ == 0 || (at_ == size_ && !read()))
      return false;
    unit = 0;
    if (unit_ == 2) {
      std::uint16_t narrow;
      std::memcpy(&narrow, piece_ + at_, sizeof narrow);
      unit = narrow;
    } else {
      std::memcpy(&unit, piece_ + at_, sizeof unit);
    }
    return unit != 0;
  }
  void skip() {
    at_ += unit_;
    if (left_ > 0)
      --left_;
  }
  bool is_unreadable() const { return is_unreadable_; }

private:
  bool read() {
    std::size_t want = sizeof piece_;
    if (left_ > 0 && static_cast<std::size_t>(left_) < want / unit_)
      want = static_cast<std::size_t>(left_) * unit_;
    at_ = 0;
    size_ = read_bytes(reinterpret_cast<std::uintptr_t>(from_), piece_, want) / unit_ * unit_;
    is_unreadable_ = size_ == 0 && is_first_;
    is_first_ = false;
    from_ += size_;
    return size_ != 0;
  }

  const char *from_;
  long left_;
  std::size_t unit_;
  std::size_t at_ = 0, size_ = 0;
  bool is_first_ = true, is_unreadable_ = false;
  char piece_[256];
};

bool is_lead(std::uint32_t unit) {
  return unit >= 0xd800 && unit < 0xdc00;
}
bool is_trail(std::uint32_t unit) {
  return unit >= 0xdc00 && unit < 0xe000;
}

} // namespace

WideTextEnd put_wide_text(TextBuffer &out, const char *from, long length, std::size_t unit) {
  Units units(from, length, unit);
  for (std::uint32_t c; units.peek(c);) {
    units.skip();
    std::uint32_t second = 0;
    if (unit == 2 && is_lead(c) && units.peek(second) && is_trail(second)) {
      units.skip();
      c = 0x10000 + ((c - 0xd800) << 10) + (second - 0xdc00);
    }
    if (is_lead(c) || is_trail(c) || c > 0x10ffff)
      c = replacement;
    if (out.room() < 4) // of the longest character
      return WideTextEnd::cut;
    put_utf8(out, c);
  }
  return units.is_unreadable() ? WideTextEnd::unreadable : WideTextEnd::whole;
}

} // namespace telinject
