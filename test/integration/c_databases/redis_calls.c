/* Calls of hiredis: formats, lists of words, a pipeline, errors of the server and of the connection.  As C and as C++. */
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static void show(void *answer) {
  redisReply *reply = (redisReply *)answer;
  if (!reply)
    printf("none\n");
  else if (reply->type == REDIS_REPLY_INTEGER)
    printf("%lld\n", reply->integer);
  else
    printf("%d %s\n", reply->type, reply->str ? reply->str : "");
  if (reply) freeReplyObject(reply);
}

static void formats(redisContext *c) {
  char text[100];
  redisReply *reply;
  show(redisCommand(c, "SET user:%d:name %s", 7, "secret-one"));
  if ((reply = (redisReply *)redisCommand(c, "GET %b", "user:7:name", (size_t)11)) != NULL) {
    printf("%s\n", reply->str);
    freeReplyObject(reply);
  }
  show(redisCommand(c, "LPUSH user:7:name %s", "secret-two")); /* of the wrong type */
  snprintf(text, sizeof text, "SET secret-key%d secret-value", 1);
  show(redisCommand(c, text));
  show(redisCommand(c, "AUTH secret-password"));
  show(redisCommand(c, "NOSUCHCOMMAND %s", "secret-three"));
}

static void words(redisContext *c) {
  const char *with_lengths[4];
  const char *without[3];
  size_t lengths[4];
  int i;
  with_lengths[0] = "HSETxsecret";
  with_lengths[1] = "secret-hash";
  with_lengths[2] = "field";
  with_lengths[3] = "secret-four";
  lengths[0] = 4;
  for (i = 1; i < 4; i++)
    lengths[i] = strlen(with_lengths[i]);
  show(redisCommandArgv(c, 4, with_lengths, lengths));
  without[0] = "HGET";
  without[1] = "secret-hash";
  without[2] = "field";
  show(redisCommandArgv(c, 3, without, NULL));
}

static void pipeline(redisContext *c) {
  const char *words[2];
  void *reply = NULL;
  int i;
  words[0] = "GET";
  words[1] = "user:7:name";
  redisAppendCommand(c, "SET counter %d", 4711);
  redisAppendCommand(c, "LPUSH counter %s", "secret-five");
  redisAppendCommandArgv(c, 2, words, NULL);
  for (i = 0; i < 3; i++)
    if (redisGetReply(c, &reply) == REDIS_OK) show(reply);
}

int main(int count, char **arguments) {
  redisContext *c;
  signal(SIGPIPE, SIG_IGN); /* the server closes the connection */
  c = redisConnectUnix(count > 1 ? arguments[1] : "");
  if (!c || c->err) {
    fprintf(stderr, "%s\n", c ? c->errstr : "no memory");
    return 1;
  }
  formats(c);
  words(c);
  pipeline(c);
  show(redisCommand(c, "QUIT"));
  show(redisCommand(c, "PING"));
  redisFree(c);
  return 0;
}
