#define _GNU_SOURCE
#include "CCurl.h"
#include <arpa/inet.h>
#include <locale.h>
#include <netinet/in.h>
#include <sys/socket.h>

static curl_socket_t open_socket(void *context, curlsocktype purpose,
                                 struct curl_sockaddr *place) {
  const struct ccurl_gate *gate = context;
  (void)purpose;
  _Bool allowed = 0;
  if (place->family == AF_INET) {
    const struct sockaddr_in *v4 = (const void *)&place->addr;
    allowed = gate->allows((const uint8_t *)&v4->sin_addr, 4, gate->context);
  } else if (place->family == AF_INET6) {
    const struct sockaddr_in6 *v6 = (const void *)&place->addr;
    allowed = gate->allows((const uint8_t *)&v6->sin6_addr, 16, gate->context);
  }
  if (!allowed) return CURL_SOCKET_BAD;
  return socket(place->family, place->socktype | SOCK_CLOEXEC, place->protocol);
}

static int before_request(void *context, char *address, char *local, int port, int local_port) {
  const struct ccurl_gate *gate = context;
  (void)local, (void)port, (void)local_port;
  uint8_t bytes[16];
  _Bool allowed = 0;
  if (inet_pton(AF_INET, address, bytes) == 1) {
    allowed = gate->allows(bytes, 4, gate->context);
  } else if (inet_pton(AF_INET6, address, bytes) == 1) {
    allowed = gate->allows(bytes, 16, gate->context);
  }
  return allowed && gate->is_ready(gate->context) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

CURLcode ccurl_set_gate(CURL *easy, struct ccurl_gate *gate) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, gate);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_PREREQDATA, gate);
  return code;
}

_Bool ccurl_multi_take_finished(CURLM *multi, CURL **easy, CURLcode *result) {
  int left;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg == CURLMSG_DONE) {
      *easy = message->easy_handle;
      *result = message->data.result;
      return 1;
    }
  }
  return 0;
}

CURLUcode ccurl_url_ascii_host(CURLU *url, char **host) {
  // curl converts from the encoding of the locale, which a program that sets none does not have.
  locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  locale_t before = unicode ? uselocale(unicode) : (locale_t)0;
  CURLUcode code = curl_url_get(url, CURLUPART_HOST, host, CURLU_PUNYCODE);
  if (unicode) {
    uselocale(before);
    freelocale(unicode);
  }
  return code;
}
