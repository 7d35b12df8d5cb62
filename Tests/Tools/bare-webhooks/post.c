// The least that a sender of webhooks can do: libcurl's multi interface, handles and connections
// used again, the same headers as a webhook's, and no storage.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "bare.h"

enum { BODY_MAX = 65536 };

static size_t forget(char *bytes, size_t size, size_t count, void *context) {
  (void)bytes;
  (void)context;
  return size * count;
}

static size_t read_file(const char *path, char *bytes) {
  FILE *file = fopen(path, "rb");
  if (!file) { return 0; }
  const size_t length = fread(bytes, 1, BODY_MAX, file);
  fclose(file);
  return length;
}

static struct curl_slist *headers(void) {
  static const char *const lines[] = {
      "Expect:",
      "content-type: application/json",
      "user-agent: Postern",
      "webhook-id: msg_0123456789abcdef01234567",
      "webhook-timestamp: 1700000000",
      "webhook-signature: v1,MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
  };
  struct curl_slist *list = NULL;
  for (size_t i = 0; i < sizeof lines / sizeof *lines; ++i) {
    list = curl_slist_append(list, lines[i]);
  }
  return list;
}

static CURL *make_request(
    const PostPlan *plan, const char *body, size_t length, struct curl_slist *list) {
  CURL *easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_URL, plan->url);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)length);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, forget);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 30000L);
  return easy;
}

// Begins the next request with each handle that is done; false where one failed.
static bool take_finished(CURLM *multi, size_t *done, size_t *begun, size_t count) {
  int left;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left))) {
    if (message->msg != CURLMSG_DONE) { continue; }
    CURL *easy = message->easy_handle;
    const CURLcode code = message->data.result;
    curl_multi_remove_handle(multi, easy);
    if (code != CURLE_OK) {
      fprintf(stderr, "bare-webhooks: %s\n", curl_easy_strerror(code));
      return false;
    }
    ++*done;
    if (*begun < count) {
      ++*begun;
      curl_multi_add_handle(multi, easy);
    }
  }
  return true;
}

int send_posts(const PostPlan *plan) {
  static char body[BODY_MAX];
  const size_t length = read_file(plan->body_file, body);
  if (length == 0 || plan->open == 0) { return 66; }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM *multi = curl_multi_init();
  struct curl_slist *list = headers();
  size_t begun = 0, done = 0;
  const uint64_t start = now_us(CLOCK_MONOTONIC);
  for (; begun < plan->open && begun < plan->count; ++begun) {
    curl_multi_add_handle(multi, make_request(plan, body, length, list));
  }
  while (done < plan->count) {
    int running;
    curl_multi_perform(multi, &running);
    if (!take_finished(multi, &done, &begun, plan->count)) { return 1; }
    if (done < plan->count) { curl_multi_poll(multi, NULL, 0, 1000, NULL); }
  }
  printf(
      "{\"event\":\"posted\",\"posts\":%zu,\"seconds\":%.6f,\"cpu_seconds\":%.6f}\n", done,
      (double)(now_us(CLOCK_MONOTONIC) - start) / 1e6,
      (double)now_us(CLOCK_PROCESS_CPUTIME_ID) / 1e6);
  // The process ends: its handles with it.
  return 0;
}
