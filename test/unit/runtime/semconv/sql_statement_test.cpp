// Tests the text and the summary of SQL statements.  Each secret in a statement is the word hunter2: it must not be in
// the output, whatever the dialect.
#include "catch.h"

#include "runtime/semconv/sql_dialect.h"
#include "runtime/semconv/sql_statement.h"

#include <string>
#include <vector>

using namespace telinject;

namespace {

Slice slice(const std::string &s) {
  return Slice(s.data(), s.size());
}

std::string sanitised(const std::string &text, const std::string &system = "postgresql", bool is_cut = false) {
  std::string memory(text.size() + 64, '\0');
  TextBuffer out(memory.data(), memory.size());
  put_sanitised_statement(out, slice(text), slice(system), is_cut);
  REQUIRE_FALSE(out.overflow());
  return memory.substr(0, out.size());
}

std::string summary(const std::string &text, const std::string &system = "postgresql") {
  char memory[1024];
  TextBuffer out(memory, sizeof memory);
  put_query_summary(out, slice(text), slice(system), false);
  CHECK(out.size() <= max_query_summary);
  return std::string(memory, out.size());
}

const std::vector<std::string> systems = {
    "sqlite",    "postgresql", "mysql", "mariadb", "microsoft.sql_server", "oracle.db", "firebirdsql", "other_sql",
    "cassandra", "clickhouse", "redis", "mongodb", "no such system",       ""};

} // namespace

TEST_CASE("SQL: each kind of literal becomes a question mark", "[semconv][sql]") {
  CHECK(sanitised("SELECT * FROM t WHERE a = 'x' AND b=5") == "SELECT * FROM t WHERE a = ? AND b=?");
  CHECK(sanitised("SELECT 1, -2.5e-3, .5, 0xFF, 1_000, 1.") == "SELECT ?, -?, ?, ?, ?, ?");
  CHECK(sanitised("select 'it''s', '', 'a' from t") == "select ?, ?, ? from t");
  CHECK(sanitised("SELECT E'a\\'b', N'x', x'1F', B'01', U&'d\\0061t'") == "SELECT ?, ?, ?, ?, ?");
  CHECK(sanitised("SELECT $$it's$$, $tag$ $$ $tag$, $1") == "SELECT ?, ?, $1");
  CHECK(sanitised("SELECT DATE '2020-01-01', INTERVAL '1 day', true, FALSE, NULL") ==
        "SELECT DATE ?, INTERVAL ?, ?, ?, NULL");
  CHECK(sanitised("SELECT q'[it's]', nq'!x!' FROM dual", "oracle.db") == "SELECT ?, ? FROM dual");
  CHECK(sanitised("SELECT _utf8'x', \"y\", `z` FROM t", "mysql") == "SELECT ?, ?, `z` FROM t");
  CHECK(sanitised("SELECT $12.50 FROM [order items] WHERE a = N'x'", "microsoft.sql_server") ==
        "SELECT ? FROM [order items] WHERE a = ?");
  CHECK(sanitised("SELECT a FROM t WHERE id = 123e4567-e89b-12d3-a456-426655440000", "cassandra") ==
        "SELECT a FROM t WHERE id = ?");
  CHECK(sanitised("SELECT data->>'key', a[1:2] FROM t WHERE b ? 'x'") == "SELECT data->>?, a[?:?] FROM t WHERE b ? ?");
}

TEST_CASE("SQL: names, parameters and the order of words stay", "[semconv][sql]") {
  CHECK(sanitised("UPDATE \"My Table\".t1 SET a1=$1, b = :name") == "UPDATE \"My Table\".t1 SET a1=$1, b = :name");
  CHECK(sanitised("SELECT \"users\".\"name\" FROM \"users\" WHERE x = ?", "sqlite") ==
        "SELECT \"users\".\"name\" FROM \"users\" WHERE x = ?");
  CHECK(sanitised("SELECT @a, @@version FROM #temp", "microsoft.sql_server") == "SELECT @a, @@version FROM #temp");
  CHECK(sanitised("SELECT größe FROM maße") == "SELECT größe FROM maße");
  CHECK(sanitised("") == "");
  CHECK(sanitised("  ") == "");
}

TEST_CASE("SQL: white space and comments become one space", "[semconv][sql]") {
  CHECK(sanitised("SELECT\n\t a -- hunter2's\n FROM /* it's /* nested */ */ t") == "SELECT a FROM t");
  CHECK(sanitised("SELECT a # it's\nFROM t", "mysql") == "SELECT a FROM t");
  CHECK(sanitised("SELECT 5--3 FROM t", "mysql") == "SELECT ?--? FROM t");
  CHECK(sanitised("SELECT a FROM t /* never ends 'x'") == "SELECT a FROM t");
}

TEST_CASE("SQL: lists become one question mark", "[semconv][sql]") {
  CHECK(sanitised("SELECT a FROM t WHERE a IN (1, 2, -3) AND b in ('x','y')") ==
        "SELECT a FROM t WHERE a IN (?) AND b in (?)");
  CHECK(sanitised("SELECT a FROM t WHERE a IN ($1, $2)") == "SELECT a FROM t WHERE a IN ($1)");
  CHECK(sanitised("SELECT a FROM t WHERE a IN (SELECT b FROM u WHERE c = 1)") ==
        "SELECT a FROM t WHERE a IN (SELECT b FROM u WHERE c = ?)");
}

TEST_CASE("SQL: what is not certain to be no literal is replaced, up to the end", "[semconv][sql]") {
  // Whether the backslash ends the string is a setting of these.
  CHECK(sanitised("SELECT 'a\\' , hunter2 , ' FROM t", "mysql") == "SELECT ?");
  CHECK(sanitised("SELECT 'a\\' , hunter2 , ' FROM t", "postgresql") == "SELECT ?");
  CHECK(sanitised("SELECT 'C:\\' FROM t", "sqlite") == "SELECT ? FROM t");
  CHECK(sanitised("SELECT 'a\\\\' FROM t", "mysql") == "SELECT ? FROM t");
  // A quote that was not doubled.
  CHECK(sanitised("INSERT INTO t VALUES ('O'Brien', 'hunter2')") == "INSERT INTO t VALUES (??");
  CHECK(sanitised("SELECT 'the dogs' toy', 'hunter2'") == "SELECT ? ?");
  // Quotes that do not pair: a string may have begun anywhere.
  CHECK(sanitised("SELECT 'a ' AND AND ' OR hunter2") == "SELECT ?");
  CHECK(sanitised("SELECT a FROM t WHERE b = 'hunter2") == "SELECT a FROM t WHERE b = ?");
  // Cut within a literal.
  CHECK(sanitised("SELECT 'a', b FROM t WHERE c = 'hunt", "postgresql", true) == "SELECT ?, b FROM t WHERE c = ?");
  // It is a comment in one system and an operator in another.
  CHECK(sanitised("SELECT a # it's hunter2", "other_sql") == "SELECT a ?");
  CHECK(sanitised("SELECT a --hunter2", "other_sql") == "SELECT a ?");
  CHECK(sanitised("SELECT $$hunter2$$", "other_sql") == "SELECT ?");
  CHECK(sanitised("SELECT [it's] , hunter2", "other_sql") == "SELECT ?");
  // No statement of SQL.
  CHECK(sanitised("hunter2") == "?");
  CHECK(sanitised("SELECT 1; hunter2") == "SELECT ?; ?");
  CHECK(sanitised("db.users.find({password: hunter2})", "mongodb") == "?");
  CHECK(sanitised("SELECT 1", "no such system") == "?");
  CHECK(sanitised(std::string("SELECT a\0hunter2", 16)) == "SELECT a?");
}

TEST_CASE("SQL: words that are values are replaced", "[semconv][sql]") {
  CHECK(sanitised("SET app.token = hunter2") == "SET app.token = ?");
  CHECK(sanitised("SET search_path TO hunter2, public") == "SET search_path TO ?, ?");
  CHECK(sanitised("PRAGMA key = hunter2", "sqlite") == "PRAGMA key = ?");
  CHECK(sanitised("ALTER USER bob IDENTIFIED BY hunter2 REPLACE hunter3", "oracle.db") ==
        "ALTER USER bob IDENTIFIED ? ? ? ?");
  CHECK(sanitised("ALTER ROLE bob SET app.token TO hunter2") == "ALTER ROLE bob SET app.token TO ?");
  CHECK(sanitised("ALTER TABLE a RENAME TO b") == "ALTER TABLE a RENAME TO b");
  CHECK(sanitised("EXEC dbo.login hunter2, bob", "microsoft.sql_server") == "EXEC dbo.login ?, ?");
  CHECK(sanitised("UPDATE t SET a = b") == "UPDATE t SET a = b");
}

TEST_CASE("SQL: a double-quoted string is a literal wherever a string may stand", "[semconv][sql]") {
  for (const char *system : {"sqlite", "mysql", "mariadb", "microsoft.sql_server", "other_sql"}) {
    INFO(system);
    for (const char *text : {"SELECT * FROM t WHERE a = \"hunter2\"", "SELECT TRIM(BOTH 'x' FROM \"hunter2\")",
                             "SELECT a IS DISTINCT FROM \"hunter2\" FROM t", "INSERT INTO t VALUES (\"hunter2\")",
                             "PREPARE s FROM \"SELECT hunter2\"", "SELECT \"hunter2\" AS a FROM t"})
      CHECK(sanitised(text, system).find("hunter2") == std::string::npos);
  }
}

TEST_CASE("SQL: no literal leaves, at whatever byte the statement is cut and whatever the system is",
          "[semconv][sql]") {
  const std::vector<std::string> statements = {
      "SELECT a FROM t WHERE b = 'hunter2' AND c = 'x'",
      "SELECT a FROM t WHERE b = 'x''hunter2''y'",
      "INSERT INTO t (a, b) VALUES (1, 'hunter2'), (2, 'hunter2')",
      "UPDATE t SET a='hunter2' WHERE b=N'hunter2'",
      "CREATE USER bob IDENTIFIED BY 'hunter2'",
      "SELECT N'hunter2', E'\\'hunter2', x'hunter2'",
      "SELECT a FROM t WHERE b LIKE '%hunter2%' ESCAPE '\\' AND c = 'hunter2'",
      "SELECT 'rock 'n' roll', 'hunter2'",
      "SELECT 'it's', 'hunter2', 'don't'",
      "  -- it's\nSELECT 'hunter2'",
      "/* 'hunter2' */ SELECT a FROM t WHERE b = 'hunter2'",
  };
  for (const std::string &system : systems)
    for (const std::string &statement : statements)
      for (std::size_t size = 0; size <= statement.size(); ++size) {
        const std::string text = statement.substr(0, size);
        for (const bool is_cut : {true, false}) {
          const std::string clean = sanitised(text, system, is_cut);
          INFO(system << ": " << text << " -> " << clean);
          REQUIRE(clean.find("hunt") == std::string::npos);
          // What was cleaned once does not change; the hooks may have cut and cleaned it before the writer does.
          REQUIRE(sanitised(clean, system, is_cut) == clean);
        }
        REQUIRE(summary(text, system).find("hunt") == std::string::npos);
      }
}

TEST_CASE("SQL: the summary has the operations and their targets", "[semconv][sql]") {
  CHECK(summary("SELECT * FROM wuser_table WHERE username = ?") == "SELECT wuser_table");
  CHECK(
      summary("INSERT INTO shipping_details (order_id, address) SELECT order_id, address FROM orders WHERE order_id = "
              "?") == "INSERT shipping_details SELECT orders");
  CHECK(summary("SELECT * FROM songs, artists WHERE songs.artist_id == artists.id") == "SELECT songs artists");
  CHECK(summary("SELECT order_date FROM (SELECT * FROM orders o JOIN customers c ON o.customer_id = c.customer_id)") ==
        "SELECT SELECT orders customers");
  CHECK(summary("SELECT * FROM \"song list\", \"artists\"") == "SELECT \"song list\" \"artists\"");
  CHECK(summary("select a from Public.Users u left join b using (id), c") == "select Public.Users b c");
  CHECK(summary("UPDATE ONLY t SET a = 1 WHERE b IN (SELECT c FROM d)") == "UPDATE t SELECT d");
  CHECK(summary("DELETE FROM t WHERE a = 1") == "DELETE t");
  CHECK(summary("MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = 1") == "MERGE t s");
  CHECK(summary("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2") == "INSERT t");
  CHECK(summary("INSERT OR REPLACE INTO t VALUES (1)", "sqlite") == "INSERT t");
  CHECK(summary("SELECT a FROM t FOR UPDATE") == "SELECT t");
  CHECK(summary("SELECT EXTRACT(YEAR FROM born) FROM people") == "SELECT people");
  CHECK(summary("SELECT a IS DISTINCT FROM b FROM t") == "SELECT t");
  CHECK(summary("SELECT * FROM generate_series(1, 3), t") == "SELECT generate_series t");
}

TEST_CASE("SQL: the summary of other statements", "[semconv][sql]") {
  CHECK(summary("WITH a AS (SELECT x FROM t) SELECT * FROM a JOIN b ON a.x = b.x") == "SELECT t SELECT a b");
  CHECK(summary("WITH a AS (SELECT 1) DELETE FROM t USING a") == "SELECT DELETE t a");
  CHECK(summary("CREATE TABLE IF NOT EXISTS t (a INT REFERENCES u(b) ON DELETE CASCADE)") == "CREATE TABLE t");
  CHECK(summary("CREATE UNIQUE INDEX i ON t (a)") == "CREATE INDEX i");
  CHECK(summary("CREATE OR REPLACE VIEW v AS SELECT a FROM t") == "CREATE VIEW v SELECT t");
  CHECK(summary("DROP TABLE a.b") == "DROP TABLE a.b");
  CHECK(summary("BEGIN; INSERT INTO t VALUES (1); COMMIT") == "BEGIN INSERT t COMMIT");
  CHECK(summary("EXPLAIN ANALYZE SELECT * FROM t") == "EXPLAIN SELECT t");
  CHECK(summary("CALL p(1)") == "CALL p");
  CHECK(summary("PRAGMA table_info(users)", "sqlite") == "PRAGMA table_info");
  CHECK(summary("SELECT 1") == "SELECT");
  CHECK(summary("(SELECT a FROM t) UNION (SELECT a FROM u)") == "SELECT t SELECT u");
  CHECK(summary("hunter2").empty());
  CHECK(summary("GET x", "redis").empty());
  CHECK(summary("SELECT a FROM \"x\" /* 'hunter2' */ . \"y\"") == "SELECT \"x\".\"y\"");
}

TEST_CASE("SQL: a summary ends before the name that does not fit", "[semconv][sql]") {
  std::string text = "SELECT * FROM t0";
  for (int i = 1; i < 100; ++i)
    text += ", table_number_" + std::to_string(i);
  const std::string found = summary(text);
  CHECK(found.size() > 230);
  CHECK(found.rfind("SELECT t0 table_number_1 table_number_2", 0) == 0);
  const std::string last = found.substr(found.rfind(' ') + 1);
  CHECK(text.find(last + ",") != std::string::npos); // whole
  CHECK(summary("SELECT * FROM " + std::string(300, 'x')) == "SELECT");
}

TEST_CASE("SQL: hostile text takes linear time and no memory", "[semconv][sql]") {
  for (const std::string &system : systems)
    for (const char *piece : {"(", "[", "'",  "\"", "`", "$",        "$a",    "$a$",  "/*", "--",  "\\",  "q'",  "x ",
                              ".", "#", "a'", ",",  "@", "SELECT (", "FROM ", "\xff", "''", "'\\", "0e+", "--\n"}) {
      std::string text = "SELECT ";
      while (text.size() < 4096)
        text += piece;
      sanitised(text, system);
      summary(text, system);
    }
}
