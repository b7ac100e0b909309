// Calls of libpqxx in the forms that programs use.  The argument: how to connect.
#include <pqxx/pqxx>

#include <cstdio>
#include <string>

namespace {

pqxx::result all(pqxx::work &work) {
  return work.exec("SELECT id, name FROM items ORDER BY id");
}

std::string fails(pqxx::connection &connection) {
  pqxx::work work(connection);
  try {
    work.exec("INSERT INTO items VALUES (1, 'secret again')");
  } catch (const pqxx::sql_error &error) {
    return error.sqlstate();
  }
  return "none";
}

int count_of(pqxx::work &work, const char *name) {
  return work.exec_params1("SELECT COUNT(*) FROM items WHERE name = $1", name)[0].as<int>();
}

} // namespace

int main(int, char **arguments) {
  pqxx::connection connection(arguments[1]);
  pqxx::work work(connection);
  work.exec0("CREATE TEMPORARY TABLE items (id INTEGER UNIQUE, name TEXT)");
  const auto inserted = work.exec("INSERT INTO items VALUES (1, 'secret one'), (2, 'secret two')");
  std::printf("%d\n", static_cast<int>(inserted.affected_rows()));
  for (auto row : work.exec("SELECT id FROM items WHERE name LIKE 'secret%' ORDER BY id"))
    std::printf("%s\n", row[0].c_str());
  std::printf("%d %d\n", static_cast<int>(all(work).size()), count_of(work, "secret one"));
  std::printf("%s\n", work.exec1("SELECT name FROM items WHERE id = 2")[0].c_str());
  connection.prepare("by_id", "SELECT name FROM items WHERE id = $1");
  const pqxx::result found = work.exec_prepared("by_id", 1);
  std::printf("%d\n", static_cast<int>(found.size()));
  work.commit();
  std::printf("%s\n", fails(connection).c_str());
  return 0;
}
