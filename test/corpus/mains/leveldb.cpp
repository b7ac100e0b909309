// FOLDER COUNT: writes COUNT entries into a database in FOLDER, reads each by its key, then all in order, and removes the database.
#include "leveldb/db.h"

#include <cstdlib>
#include <string>

int main(int, char **words) {
  const std::string folder = words[1];
  const int count = std::atoi(words[2]);
  leveldb::DB *database = nullptr;
  leveldb::Options options;
  options.create_if_missing = true;
  if (!leveldb::DB::Open(options, folder, &database).ok())
    return 1;
  int found = 0;
  std::string value;
  for (int i = 0; i < count; ++i)
    database->Put({}, std::to_string(i * 7919LL % count), "value " + std::to_string(i));
  for (int i = 0; i < count; ++i)
    found += database->Get({}, std::to_string(i), &value).ok();
  leveldb::Iterator *entry = database->NewIterator({});
  for (entry->SeekToFirst(); entry->Valid(); entry->Next())
    --found;
  delete entry;
  delete database;
  leveldb::DestroyDB(folder, {});
  return found == 0 ? 0 : 1;
}
