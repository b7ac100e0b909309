// Tables of words: see sql_words.h.
#include "runtime/semconv/sql_words.h"

namespace telinject {

namespace {

// Sorted.
// clang-format off
constexpr Slice first_words[] = {
    "ABORT", "ALTER", "ANALYSE", "ANALYZE", "ATTACH", "AUDIT", "BACKUP", "BEGIN", "BULK", "CACHE", "CALL",
    "CHANGE", "CHECK", "CHECKPOINT", "CHECKSUM", "CLOSE", "CLUSTER", "COMMENT", "COMMIT", "CONNECT", "COPY",
    "CREATE", "DBCC", "DEALLOCATE", "DECLARE", "DELETE", "DENY", "DESC", "DESCRIBE", "DETACH", "DISCARD",
    "DISCONNECT", "DO", "DROP", "END", "EXEC", "EXECUTE", "EXPLAIN", "EXPORT", "FETCH", "FLUSH", "GRANT",
    "HANDLER", "IF", "IMPORT", "INSERT", "INSTALL", "KILL", "LISTEN", "LOAD", "LOCK", "MERGE", "MOVE", "NOTIFY",
    "OPEN", "OPTIMIZE", "PRAGMA", "PREPARE", "PRINT", "PURGE", "RAISERROR", "REASSIGN", "REFRESH", "REINDEX",
    "RELEASE", "RENAME", "REPAIR", "REPLACE", "RESET", "RESTORE", "RETURN", "REVOKE", "ROLLBACK", "SAVEPOINT",
    "SECURITY", "SELECT", "SET", "SHOW", "SHUTDOWN", "SIGNAL", "START", "STOP", "TABLE", "TRUNCATE", "UNINSTALL",
    "UNLISTEN", "UNLOAD", "UNLOCK", "UPDATE", "UPSERT", "USE", "VACUUM", "VALUES", "WHILE", "WITH", "XA",
};

constexpr Slice words_beside_strings[] = {
    "ADD", "AFTER", "ALL", "AND", "ANY", "AS", "ASC", "AT", "ATTACH", "BEFORE", "BEGIN", "BETWEEN", "BINARY",
    "BLOB", "BOTH", "BOX", "BY", "BYTEA", "CALL", "CASE", "CHAR", "CHARACTER", "CHARSET", "CHECK", "CIDR",
    "COLLATE", "COMMENT", "COMMIT", "CONSTRAINT", "COST", "CROSS", "CSV", "D", "DATABASE", "DATE", "DATETIME",
    "DAY", "DECIMAL", "DEFAULT", "DELIMITER", "DESC", "DISTINCT", "DIV", "DO", "DUMPFILE", "ELSE", "ENCLOSED",
    "ENCODING", "END", "ENGINE", "ENUM", "ESCAPE", "ESCAPED", "EXCEPT", "EXEC", "EXECUTE", "EXISTS", "EXTENSION",
    "FETCH", "FIELDS", "FILE", "FIRST", "FOR", "FORMAT", "FROM", "FULL", "GLOB", "GROUP", "HAVING", "HEADER",
    "HOUR", "IDENTIFIED", "IGNORE", "ILIKE", "IMMUTABLE", "IN", "INET", "INFILE", "INNER", "INTERSECT", "INTERVAL",
    "INTO", "IS", "JOIN", "JSON", "JSONB", "KEY", "LANGUAGE", "LEADING", "LEFT", "LIKE", "LIMIT", "LINES", "LOAD",
    "LOCAL", "LOCATION", "MATCH", "MINUS", "MINUTE", "MOD", "MONTH", "NATURAL", "NCHAR", "NOT", "NOTIFY", "NULL",
    "NULLS", "NUMERIC", "OFFSET", "ON", "OPTION", "OPTIONALLY", "OR", "ORDER", "OUTER", "OUTFILE", "OVERLAPS",
    "PASSWORD", "POINT", "PREPARE", "PREPARED", "PRIMARY", "PRINT", "PROGRAM", "QUARTER", "QUOTE", "REFERENCES",
    "REGEXP", "REQUIRE", "RETURN", "RETURNING", "RIGHT", "RLIKE", "ROLLBACK", "ROWS", "SECOND", "SECURITY",
    "SELECT", "SEPARATOR", "SET", "SIMILAR", "SNAPSHOT", "SOME", "STABLE", "STARTING", "STRICT", "T", "TERMINATED",
    "TEXT", "THEN", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "TO", "TOP", "TRAILING", "TRANSACTION", "TS", "UESCAPE",
    "UNION", "UNIQUE", "USING", "UUID", "VACUUM", "VALID", "VALUE", "VALUES", "VERSION", "VOLATILE", "WEEK",
    "WHEN", "WHERE", "WINDOW", "WITH", "WITHOUT", "XML", "XOR", "YEAR", "ZONE",
};
// clang-format on

char upper_case(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Returns a negative number, 0 or a positive one, as memcmp.
int compare(Slice text, Slice upper) {
  const std::size_t size = text.size < upper.size ? text.size : upper.size;
  for (std::size_t i = 0; i < size; ++i)
    if (const int difference = upper_case(text.data[i]) - upper.data[i]; difference != 0)
      return difference;
  return text.size < upper.size ? -1 : text.size > upper.size ? 1 : 0;
}

template <std::size_t N> bool is_in(const Slice (&words)[N], Slice text) {
  std::size_t begin = 0, end = N;
  while (begin < end) {
    const std::size_t middle = (begin + end) / 2;
    const int order = compare(text, words[middle]);
    if (order == 0)
      return true;
    (order < 0 ? end : begin) = order < 0 ? middle : middle + 1;
  }
  return false;
}

} // namespace

bool is_word(Slice text, Slice upper) {
  return text.size == upper.size && compare(text, upper) == 0;
}

bool begins_sql_statement(Slice word) {
  return is_in(first_words, word);
}

bool stands_beside_string(Slice word) {
  return is_in(words_beside_strings, word);
}

} // namespace telinject
