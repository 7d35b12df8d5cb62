// Webhooks without a bot: what a sender and a receiver cost by themselves.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"

static int usage(void) {
  fprintf(
      stderr,
      "usage: bare-webhooks receive PORT [drip]\n"
      "       bare-webhooks post URL COUNT OPEN BODY_FILE\n");
  return 64;
}

int main(int count, char **words) {
  signal(SIGPIPE, SIG_IGN);
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (count >= 3 && strcmp(words[1], "receive") == 0) {
    const bool drips = count == 4 && strcmp(words[3], "drip") == 0;
    return receive_posts((uint16_t)strtoul(words[2], NULL, 10), drips);
  }
  if (count == 6 && strcmp(words[1], "post") == 0) {
    const PostPlan plan = {
        .url = words[2],
        .count = strtoul(words[3], NULL, 10),
        .open = strtoul(words[4], NULL, 10),
        .body_file = words[5],
    };
    return send_posts(&plan);
  }
  return usage();
}
