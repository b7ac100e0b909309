"""What of an object file is code or data: the loadable sections with their contents and relocations, ELF64 little endian."""
import struct

COMPARED = (".text", ".rodata", ".data", ".bss", ".tdata", ".tbss", ".init_array", ".fini_array", ".ctors", ".dtors")
SYMTAB, RELA, NOBITS, STT_SECTION = 2, 4, 8, 3


def sections(path):
    """[(name, bytes or size, relocations)] of the compared sections, in file order; a relocation names its symbol."""
    data = path.read_bytes()
    if data[:6] != b"\x7fELF\x02\x01":
        raise ValueError(f"{path} is no ELF64 little-endian object; sections can only be compared there")
    offset, = struct.unpack_from("<Q", data, 0x28)
    count, names = struct.unpack_from("<HH", data, 0x3C)
    headers = [struct.unpack_from("<IIQQQQIIQQ", data, offset + 64 * index) for index in range(count)]

    def text(table, at):
        start = headers[table][4] + at
        return data[start:data.index(b"\0", start)].decode()

    def body(index):
        _, kind, _, _, where, size, *_ = headers[index]
        return size if kind == NOBITS else data[where:where + size]

    titles = [text(names, header[0]) for header in headers]
    relocations = {}
    for index, (_, kind, _, _, where, size, link, info, _, _) in enumerate(headers):
        if kind == RELA:
            symbols = headers[link]
            relocations[info] = [(at, what & 0xFFFFFFFF, symbol_name(data, symbols, what >> 32, text, titles), addend)
                                 for at, what, addend in struct.iter_unpack("<QQq", data[where:where + size])]
    return [(title, body(index), relocations.get(index, [])) for index, title in enumerate(titles)
            if title.startswith(COMPARED)]


def symbol_name(data, table, index, text, titles):
    name, info, _, section, _, _ = struct.unpack_from("<IBBHQQ", data, table[4] + 24 * index)
    return titles[section] if info & 15 == STT_SECTION else text(table[6], name)


def difference(one, other):
    """'' where both objects have the same code and data, else what differs first."""
    first, second = sections(one), sections(other)
    for (name, body, relocations), (name2, body2, relocations2) in zip(first, second):
        if name != name2:
            return f"section {name} against {name2}"
        if body != body2:
            sizes = [item if isinstance(item, int) else len(item) for item in (body, body2)]
            return f"{name}: {sizes[0]} bytes against {sizes[1]}" if sizes[0] != sizes[1] else f"{name}: other bytes, {sizes[0]} of them"
        if relocations != relocations2:
            return f"{name}: other relocations"
    return "" if len(first) == len(second) else f"{len(first)} sections against {len(second)}"
