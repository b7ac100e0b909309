// The table of dialects: see sql_dialect.h.
#include "runtime/semconv/sql_dialect.h"

namespace telinject {

namespace {

constexpr Syntax no = Syntax::no, yes = Syntax::yes, unclear = Syntax::unclear;

// A row for systems about which too little is known for certain.
constexpr SqlDialect unclear_dialect(Slice system) {
  return {system, unclear, unclear, unclear, unclear, unclear, unclear, unclear, unclear, unclear, false, true};
}

// MySQL has the modes ANSI_QUOTES and NO_BACKSLASH_ESCAPES, SQLite takes "x" for a string if it knows no such column,
// SQL Server has QUOTED_IDENTIFIER, PostgreSQL standard_conforming_strings, Firebird dialect 1.
constexpr SqlDialect dialects[] = {
    // system                 \'       "name"   `name`  [name] #    --   nested   $$   q'     # in names, $1 is a number
    {"sqlite", no, unclear, yes, yes, no, yes, no, no, no, false, false},
    {"postgresql", unclear, yes, no, no, no, yes, yes, yes, no, false, false},
    {"mysql", unclear, unclear, yes, no, yes, no, unclear, no, no, false, false},
    {"mariadb", unclear, unclear, yes, no, yes, no, unclear, no, no, false, false},
    {"microsoft.sql_server", no, unclear, no, yes, no, yes, yes, no, no, true, true},
    {"oracle.db", no, yes, no, no, no, yes, no, no, yes, true, false},
    {"firebirdsql", no, unclear, no, no, no, yes, no, no, yes, false, false},
    unclear_dialect("other_sql"),
    unclear_dialect("actian.ingres"),
    unclear_dialect("aws.redshift"),
    unclear_dialect("azure.synapse"),
    unclear_dialect("cassandra"),
    unclear_dialect("clickhouse"),
    unclear_dialect("cockroachdb"),
    unclear_dialect("derby"),
    unclear_dialect("duckdb"),
    unclear_dialect("gcp.bigquery"),
    unclear_dialect("gcp.spanner"),
    unclear_dialect("h2database"),
    unclear_dialect("hive"),
    unclear_dialect("hsqldb"),
    unclear_dialect("ibm.db2"),
    unclear_dialect("ibm.informix"),
    unclear_dialect("ibm.netezza"),
    unclear_dialect("instantdb"),
    unclear_dialect("intersystems.cache"),
    unclear_dialect("sap.hana"),
    unclear_dialect("sap.maxdb"),
    unclear_dialect("snowflake"),
    unclear_dialect("softwareag.adabas"),
    unclear_dialect("teradata"),
    unclear_dialect("trino"),
};

} // namespace

const SqlDialect *find_sql_dialect(Slice system) {
  for (const SqlDialect &dialect : dialects)
    if (dialect.system == system)
      return &dialect;
  return nullptr;
}

} // namespace telinject
