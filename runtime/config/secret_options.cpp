// The table of programs and options: see secret_options.h.
#include "runtime/config/secret_options.h"

namespace telinject {

namespace {

enum Form : std::uint8_t { attached = 1, separate = 2, both = 3 };
struct Row {
  Slice program;
  Slice option;
  Form form;
  bool is_user = false;
};
constexpr Row rows[] = {
    {"mysql", "-p", attached},
    {"mysqldump", "-p", attached},
    {"mysqladmin", "-p", attached},
    {"mysqlimport", "-p", attached},
    {"mariadb", "-p", attached},
    {"mariadb-dump", "-p", attached},
    {"mariadb-admin", "-p", attached},
    {"sshpass", "-p", both},
    {"redis-cli", "-a", both},
    {"mongo", "-p", both},
    {"mongosh", "-p", both},
    {"mongodump", "-p", both},
    {"mongorestore", "-p", both},
    {"ldapsearch", "-w", both},
    {"ldapmodify", "-w", both},
    {"ldapadd", "-w", both},
    {"sqlcmd", "-P", both},
    {"bcp", "-P", both},
    {"cqlsh", "-p", both},
    {"zip", "-P", both},
    {"unzip", "-P", both},
    {"7z", "-p", attached},
    {"openssl", "-k", separate},
    {"curl", "-u", both, true},
    {"curl", "--user", separate, true},
    {"curl", "-U", both, true},
};

} // namespace

Slice program_with_secrets(Slice word) {
  for (std::size_t slash = word.find('/'); slash != word.size; slash = word.find('/'))
    word = word.drop_front(slash + 1);
  for (const Row &row : rows)
    if (word == row.program)
      return row.program;
  return {};
}

SecretOption secret_option(Slice program, Slice argument) {
  for (const Row &row : rows) {
    if (!(row.program == program) || !argument.starts_with(row.option))
      continue;
    if (argument.size == row.option.size)
      return {(row.form & separate) != 0, row.is_user, 0};
    if ((row.form & attached) != 0)
      return {true, row.is_user, row.option.size};
  }
  return {};
}

} // namespace telinject
