"""make.py FOLDER: writes secrets.cpp, a program with secrets in all places that are recorded, and secrets.json, what must
not come out.  The secrets are made here, from a fixed seed, in the forms that their issuers use."""
import json
import random
import string
import sys
from pathlib import Path

chance = random.Random(20)
LETTERS, UPPER, HEX = string.ascii_letters + string.digits, string.ascii_uppercase + string.digits, "0123456789abcdef"


def core(size, alphabet=LETTERS):
    """A run of characters that holds upper and lower case and digits as far as the alphabet has them."""
    while True:
        text = "".join(chance.choice(alphabet) for _ in range(size))
        kinds = [any(c in kind for c in text) for kind in (string.ascii_uppercase, string.ascii_lowercase, string.digits)
                 if any(c in kind for c in alphabet)]
        if all(kinds):
            return text


# Texts that say by themselves that they are secrets; {} is the secret part.  (name, text, size, alphabet)
SHAPES = [
    ("AWS access key id", "AKIA{}", 16, UPPER),
    ("AWS temporary key id", "ASIA{}", 16, UPPER),
    ("AWS secret access key", "{}", 40, LETTERS),
    ("GitHub personal token", "ghp_{}", 36, LETTERS),
    ("GitHub server token", "ghs_{}", 36, LETTERS),
    ("GitHub fine-grained token", "github_pat_{}", 82, LETTERS),
    ("GitLab token", "glpat-{}", 20, LETTERS),
    ("GitLab runner token", "GR1348941{}", 20, LETTERS),
    ("GitLab deploy token", "gldt-{}", 20, LETTERS),
    ("Slack bot token", "xoxb-123456789012-{}", 24, LETTERS),
    ("Slack app token", "xapp-1-A012-{}", 40, LETTERS),
    ("Slack webhook", "https://hooks.slack.com/services/T01ABCDEF/B01ABCDEF/{}", 24, LETTERS),
    ("Discord webhook", "https://discord.com/api/webhooks/123456789012345678/{}", 60, LETTERS),
    ("Teams webhook", "https://acme.webhook.office.com/webhookb2/{}", 36, HEX),
    ("Telegram bot", "123456789:AA{}", 33, LETTERS),
    ("Stripe live key", "sk_live_{}", 24, LETTERS),
    ("Stripe restricted key", "rk_live_{}", 24, LETTERS),
    ("Stripe webhook secret", "whsec_{}", 32, LETTERS),
    ("Google API key", "AIza{}", 35, LETTERS),
    ("Google OAuth token", "ya29.{}", 40, LETTERS),
    ("Google OAuth client secret", "GOCSPX-{}", 28, LETTERS),
    ("JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{}", 43, LETTERS),
    ("PEM key", "-----BEGIN RSA PRIVATE KEY-----\\n{}\\n-----END RSA PRIVATE KEY-----", 64, LETTERS),
    ("OpenSSH key", "-----BEGIN OPENSSH PRIVATE KEY-----\\n{}\\n-----END OPENSSH PRIVATE KEY-----", 64, LETTERS),
    ("PGP key", "-----BEGIN PGP PRIVATE KEY BLOCK-----\\n\\n{}\\n-----END PGP PRIVATE KEY BLOCK-----", 64, LETTERS),
    ("age key", "AGE-SECRET-KEY-1{}", 58, UPPER),
    ("SendGrid key", "SG.{}", 66, LETTERS),
    ("Twilio key", "SK{}", 32, HEX),
    ("Mailgun key", "key-{}", 32, HEX),
    ("Mailchimp key", "{}-us12", 32, HEX),
    ("npm token", "npm_{}", 36, LETTERS),
    ("PyPI token", "pypi-{}", 85, LETTERS),
    ("RubyGems key", "rubygems_{}", 48, HEX),
    ("Docker token", "dckr_pat_{}", 27, LETTERS),
    ("Hugging Face token", "hf_{}", 34, LETTERS),
    ("OpenAI key", "sk-{}", 48, LETTERS),
    ("Anthropic key", "sk-ant-api03-{}", 93, LETTERS),
    ("DigitalOcean token", "dop_v1_{}", 64, HEX),
    ("Shopify token", "shpat_{}", 32, HEX),
    ("Vault token", "hvs.{}", 24, LETTERS),
    ("Databricks token", "dapi{}", 32, HEX),
    ("Atlassian token", "ATATT3xFfGF0{}", 60, LETTERS),
    ("Linear key", "lin_api_{}", 40, LETTERS),
    ("Notion token", "ntn_{}", 46, LETTERS),
    ("Grafana token", "glsa_{}", 41, LETTERS),
    ("Doppler token", "dp.pt.{}", 43, LETTERS),
    ("PlanetScale password", "pscale_pw_{}", 43, LETTERS),
    ("Pulumi token", "pul-{}", 40, HEX),
    ("Postman key", "PMAK-{}", 59, HEX),
    ("New Relic key", "NRAK-{}", 27, UPPER),
    ("Dynatrace token", "dt0c01.{}", 88, UPPER),
    ("Sentry token", "sntrys_{}", 60, LETTERS),
    ("Supabase token", "sbp_{}", 40, HEX),
    ("Square token", "sq0csp-{}", 43, LETTERS),
    ("Alibaba key id", "LTAI{}", 20, LETTERS),
    ("Facebook token", "EAACEdEose0cBA{}", 60, LETTERS),
    ("Azure SAS", "https://acme.blob.core.windows.net/a?sv=2024-01-01&sig={}%3D", 43, LETTERS),
    ("Azure storage", "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={}==;EndpointSuffix=core.windows.net", 86, LETTERS),
    ("SQL Server connection", "Server=db;Database=shop;User Id=sa;Password={};Encrypt=true", 12, LETTERS),
    ("ODBC connection", "Driver=x;UID=sa;PWD={};", 12, LETTERS),
    ("libpq connection", "host=db user=shop password={} dbname=shop", 12, LETTERS),
    ("PostgreSQL URL", "postgresql://shop:{}@db:5432/shop", 12, LETTERS),
    ("MongoDB URL", "mongodb+srv://shop:{}@db.example.com/", 12, LETTERS),
    ("Redis URL", "redis://:{}@cache:6379/0", 12, LETTERS),
    ("AMQP URL", "amqp://guest:{}@queue:5672/", 12, LETTERS),
    ("Sentry DSN", "https://{}@o1.ingest.sentry.io/1", 32, HEX),
    ("Bearer header", "Authorization: Bearer {}", 24, LETTERS),
    ("Basic header", "Authorization: Basic {}==", 22, LETTERS),
    ("digest header", "Authorization: Digest username=a, response={}", 32, HEX),
    ("proxy header", "Proxy-Authorization: Basic {}=", 23, LETTERS),
    ("API key header", "X-Api-Key: {}", 20, LETTERS),
    ("GitLab header", "PRIVATE-TOKEN: {}", 20, LETTERS),
    ("cookie header", "Cookie: theme=dark; session={}; a=b", 24, LETTERS),
    ("cookie set", "Set-Cookie: sid={}; Path=/; HttpOnly", 24, LETTERS),
    ("key=value", "user=a password={}", 10, LETTERS),
    ("key = quoted value", "password = \\\"{}\\\"", 10, LETTERS),
    ("key: value of YAML", "db_password: {}", 10, LETTERS),
    ("JSON member", "{{\\\"user\\\":\\\"a\\\",\\\"password\\\":\\\"{}\\\"}}", 10, LETTERS),
    ("JSON member with a space", "{{\\\"api_key\\\" : \\\"{}\\\"}}", 20, LETTERS),
    ("JSON in JSON", "{{\\\\\\\"client_secret\\\\\\\":\\\\\\\"{}\\\\\\\"}}", 20, LETTERS),
    ("XML element", "<user>a</user><password>{}</password>", 10, LETTERS),
    ("XML element with attributes", "<wsse:Password Type=\\\"text\\\">{}</wsse:Password>", 10, LETTERS),
    ("XML attribute", "<login user=\\\"a\\\" password=\\\"{}\\\"/>", 10, LETTERS),
    ("form", "user=a&passwd={}&go=1", 10, LETTERS),
    ("encoded form", "user=a&access%5Ftoken={}&go=1", 20, LETTERS),
    ("environment", "export DB_PASS={}", 10, LETTERS),
    ("one-time code", "otp={}", 8, "0123456789"),
    ("card code", "card=4111111111111111&cvv={}", 8, "0123456789"),
    ("pgpass line", "PGPASSWORD={} psql", 10, LETTERS),
    ("curl user", "curl -u shop:{} https://api.example.com", 12, LETTERS),
    ("mysql option", "mysql -ushop -p{} shop", 12, LETTERS),
    ("sshpass option", "sshpass -p {} ssh host", 12, LETTERS),
    ("redis-cli option", "redis-cli -h cache -a {} ping", 12, LETTERS),
]

# Names whose values are secrets, whatever they look like.
NAMES = ["password", "passwd", "user_password", "dbPassword", "pw", "pass", "db_pass", "passcode", "passphrase", "secret",
         "clientSecret", "token", "authToken", "access_token", "tkn", "apiKey", "api_key", "key", "signing_key", "privateKey",
         "auth", "authorization", "jwt", "bearer", "cookie", "session", "session_id", "creds", "credentials", "otp", "salt",
         "ssn", "card", "cardNumber", "cvv", "iban", "pin", "pwd", "sig", "PASSWORD", "m_password", "password_", "aws_secret"]

# Programs and the arguments that hold {}.
COMMAND_LINES = [["mysql", "-ushop", "-p{}", "shop"], ["sshpass", "-p", "{}", "ssh"], ["redis-cli", "-a", "{}"],
                 ["curl", "-u", "shop:{}"], ["curl", "-H", "Authorization: Bearer {}"], ["psql", "postgresql://a:{}@db/x"],
                 ["tool", "--password={}"], ["tool", "--password", "{}"], ["tool", "--api-key", "{}"], ["tool", "TOKEN={}"],
                 ["tool", "--db-pass={}"], ["curl", "--user", "shop:{}"], ["mysqldump", "--password={}"], ["tool", "--pw", "{}"],
                 ["mongo", "-u", "a", "-p", "{}"], ["ldapsearch", "-w", "{}"]]

secrets = []


def secret(place, name, size, alphabet=LETTERS):
    text = core(size, alphabet)
    secrets.append({"place": place, "name": name, "text": text})
    return text


def main(folder):
    functions, calls = [], []
    head = ["#include <cstdio>", "#include <cstring>", "#include <stdexcept>", "#include <string>", "#include <vector>",
            "#include <curl/curl.h>", "#include <sqlite3.h>", "static volatile int sink;",
            "static void take_text(const char *text) { sink += text[0]; }",
            "static void take_string(const std::string &text) { sink += static_cast<int>(text.size()); }",
            "static const char *give_text(const char *t) { return t; }",
            "static void throw_text(const char *text) { throw std::runtime_error(text); }",
            "static void take_elements(const std::vector<std::string> &list) { sink += static_cast<int>(list.size()); }",
            "struct Login { std::string user, place; };",
            "static void take_struct(Login login) { sink += static_cast<int>(login.user.size()); }"]
    for name, text, size, alphabet in SHAPES:
        put = lambda place: text.format(secret(place, name, size, alphabet))  # noqa: E731
        calls.append(f'  take_text("{put("argument")}");')
        calls.append(f'  take_string(std::string("{put("argument of std::string")}"));')
        calls.append(f'  {{ std::string line; line = "{put("variable")}"; sink += static_cast<int>(line.size()); }}')
        calls.append(f'  give_text("{put("return value")}");')
        calls.append(f'  try {{ throw_text("{put("message")}"); }} catch (const std::exception &) {{ }}')
        calls.append(f'  take_elements({{"a", "{put("element")}"}});')
        calls.append(f'  take_struct(Login{{"a", "{put("member")}"}});')
        calls.append(f'  if (std::strcmp(given, "{put("condition")}") == 0) sink += 1;')
    for number, name in enumerate(NAMES):
        functions.append(f"static void name_{number}(const char *{name}, const std::string &my_{name}) {{ sink += {name}[0] + static_cast<int>(my_{name}.size()); }}")
        calls.append(f'  name_{number}("{secret("argument by name", name, 10)}", "{secret("argument by part of the name", "my_" + name, 10)}");')
        calls.append(f'  {{ std::string {name}; {name} = "{secret("variable by name", name, 10)}"; sink += static_cast<int>({name}.size()); }}')
        functions.append(f'static bool condition_{number}(const std::string &{name}) {{ if ({name} == "{secret("condition by name", name, 10)}") return true; return false; }}')
        calls.append(f'  condition_{number}("{secret("argument by name", name, 10)}");')
    for name in ("password", "token"):
        calls.append(f'  {{ std::string {name}("{secret("alias", name, 10)}"); std::string &line = {name}; line += "x"; sink += static_cast<int>(line.size()); }}')
    for number in range(6):
        calls.append(f'  ask("https://127.0.0.1:1/v{number}?user=a&token={secret("URL", "token", 20)}&sig={secret("URL", "sig", 20)}");')
        calls.append(f'  ask("http://shop:{secret("URL", "user", 12)}@127.0.0.1:1/");')
        calls.append(f'  sqlite3_exec(db, "SELECT * FROM t WHERE a = \'{secret("statement", "literal", 12)}\'", nullptr, nullptr, nullptr);')
        calls.append(f'  sqlite3_exec(db, "INSERT INTO t VALUES (\'{secret("statement", "literal", 12)}\')", nullptr, nullptr, nullptr);')
    functions.append("static void ask(const char *url) { CURL *h = curl_easy_init(); curl_easy_setopt(h, CURLOPT_URL, url); curl_easy_setopt(h, CURLOPT_PROXY, \"\"); curl_easy_perform(h); curl_easy_cleanup(h); }")
    functions.append("static sqlite3 *db;")
    parts = [calls[i:i + 60] for i in range(0, len(calls), 60)]
    program = head + functions
    for number, part in enumerate(parts):
        program += [f"static void part_{number}(const char *given) {{", *part, "  sink += given[0];", "}"]
    program += ["int main(int, char **arguments) {", '  sqlite3_open(":memory:", &db); sqlite3_exec(db, "CREATE TABLE t (a)", nullptr, nullptr, nullptr);',
                *[f"  part_{number}(arguments[0]);" for number in range(len(parts))], "  sqlite3_close(db);", "  return 0;", "}"]
    Path(folder, "secrets.cpp").write_text("\n".join(program) + "\n", encoding="utf-8")
    lines = [[word.format(part) for word in words] for words in COMMAND_LINES for part in [secret("command line", " ".join(words), 12)]]
    Path(folder, "command_lines.json").write_text(json.dumps(lines), encoding="utf-8")
    Path(folder, "secrets.json").write_text(json.dumps(secrets), encoding="utf-8")


main(sys.argv[1])
