// Calls of SQLiteCpp in the forms that programs use.
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdio>
#include <memory>
#include <string>

namespace {

struct Store {
  SQLite::Database database{":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};

  int fill() { return database.exec("INSERT INTO items VALUES (1, 'secret one'), (2, 'secret two')"); }
  std::string name_of(int id) {
    return database.execAndGet("SELECT name FROM items WHERE id = " + std::to_string(id)).getString();
  }
  SQLite::Column count() { return database.execAndGet("SELECT COUNT(*) FROM items"); }
};

int fails(Store &store) {
  try {
    store.database.exec("SELECT missing FROM items WHERE name = 'secret'");
  } catch (const SQLite::Exception &error) {
    return error.getErrorCode();
  }
  return 0;
}

int fails_in_step(Store &store) {
  SQLite::Statement query(store.database, "SELECT abs(-9223372036854775808) FROM items");
  try {
    while (query.executeStep()) {
    }
  } catch (const SQLite::Exception &error) {
    return error.getErrorCode();
  }
  return 0;
}

} // namespace

int main() {
  auto store = std::make_unique<Store>();
  store->database.exec("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)");
  std::printf("%d\n", store->fill());
  if (store->name_of(2) == "secret two")
    std::printf("found\n");
  const int count = store->database.execAndGet("SELECT COUNT(*) FROM items WHERE name LIKE 'secret%'");
  std::printf("%d %d\n", count, store->count().getInt());
  const auto first = store->database.execAndGet("SELECT name FROM items LIMIT 1");
  std::printf("%s\n", first.getText());

  SQLite::Statement query(store->database, "SELECT id FROM items WHERE id > ? ORDER BY id");
  query.bind(1, 0);
  while (query.executeStep())
    std::printf("row %d\n", query.getColumn(0).getInt());
  query.reset();
  if (query.executeStep())
    std::printf("row %d\n", query.getColumn(0).getInt());
  query.reset();

  const auto insert = [&](int id) {
    SQLite::Statement add(store->database, "INSERT INTO items VALUES (?, 'secret')");
    add.bind(1, id);
    return add.exec();
  };
  std::printf("%d\n", insert(3));
  std::printf("%d\n", SQLite::Statement(store->database, "DELETE FROM items WHERE id = 3").exec());
  std::printf("%d\n", fails(*store));
  std::printf("%d\n", fails_in_step(*store));
  std::printf("%d\n", store->database.tryExec("no statement 'secret'"));
  return 0;
}
