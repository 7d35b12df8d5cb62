#include "CCurl.h"
#include <locale.h>

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
