// Reads the attributes of a record: see attributes.h.
#include "runtime/core/attributes.h"

#include "runtime/base/load.h"
#include "runtime/core/folded.h"

namespace telinject {

namespace {

const char *skip_heads(const Record *r, const char *p) {
  if (begins_span(r->kind))
    return p + ((r->flags & record_has_link) != 0 ? sizeof(SpanLink) : 0);
  p += sizeof(LoopEnd);
  if (r->flags & record_has_suppressed)
    p += sizeof(Suppressed);
  if (r->flags & record_has_folded)
    p += sizeof(FoldedHead) + load<FoldedHead>(p).sites * sizeof(FoldedSite);
  if (r->flags & record_raised) {
    const auto head = load<ErrorHead>(p);
    p += sizeof head + head.frame_count * sizeof(const char *) + padded(head.text_size);
  }
  return p;
}

} // namespace

std::int64_t Attribute::number() const {
  if (!value || static_cast<std::size_t>(value_end - value) < sizeof(std::int64_t))
    return 0;
  switch (type) {
  case 'b':
  case 'i':
  case 'e':
    return load<std::int32_t>(value);
  case 'u':
    return load<std::uint32_t>(value);
  default:
    return load<std::int64_t>(value);
  }
}

bool AttributeReader::take_text(Slice &text, std::uint32_t &flags) {
  if (static_cast<std::size_t>(end_ - at_) < sizeof(TextHeader))
    return false;
  const auto header = load<TextHeader>(at_);
  if (static_cast<std::size_t>(end_ - at_) - sizeof header < padded(header.size))
    return false;
  text = Slice(at_ + sizeof header, header.size);
  flags = header.flags;
  at_ += sizeof header + padded(header.size);
  return true;
}

bool AttributeReader::next(Attribute &attribute) {
  attribute = Attribute();
  const char *const begin = at_;
  Slice code;
  std::uint32_t flags;
  if (!take_text(code, flags) || code.empty()) {
    at_ = begin;
    return false;
  }
  const std::size_t space = code.find(' ');
  attribute.type = code.data[0];
  attribute.is_parameterised = code.take_front(space).drop_front(1).contains(attribute_parameterised);
  attribute.name = code.drop_front(space + 1);
  if (attribute.type == 'r')
    return true;
  if (attribute.is_text()) {
    if (take_text(attribute.text, flags)) {
      attribute.has_value = (flags & (text_is_null | text_unreadable)) == 0;
      attribute.is_cut = (flags & text_truncated) != 0;
      return true;
    }
  } else if (const std::size_t size = attribute.type == 'g' ? 16 : 8; static_cast<std::size_t>(end_ - at_) >= size) {
    attribute.value = at_;
    attribute.value_end = at_ += size;
    attribute.has_value = true;
    return true;
  }
  at_ = begin;
  return false;
}

AttributeReader attributes_of(const Record *r) {
  const auto *const p = reinterpret_cast<const char *>(r + 1);
  const char *const end = reinterpret_cast<const char *>(r) + r->size;
  return has_attributes(traits_of(r->kind).span) ? AttributeReader(skip_heads(r, p), end) : AttributeReader(end, end);
}

bool is_failed_call(const Record *r) {
  if (!ends_span(r->kind))
    return false;
  if ((r->flags & record_raised) != 0)
    return true;
  AttributeReader reader = attributes_of(r);
  for (Attribute a; reader.next(a);)
    if (a.has_value && ((a.name == Slice("error.type") && (!a.is_text() || !a.text.empty())) ||
                        (a.name == Slice("http.response.status_code") && !a.is_text() && a.number() >= 500)))
      return true;
  return false;
}

} // namespace telinject
