#pragma once
#include <curl/curl.h>
#include <stdint.h>

// curl's setters and getters are variadic, which Swift cannot call: one typed function per kind of
// argument. The caller picks the option that takes it.

// A macro with a cast, which Swift does not see.
static const long ccurl_auth_basic = CURLAUTH_BASIC;
static const long ccurl_tls_demanded = CURLUSESSL_ALL;
static const long ccurl_tls_none = CURLUSESSL_NONE;

typedef size_t (*ccurl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_parts(CURL *easy, curl_mime *value) {
  return curl_easy_setopt(easy, CURLOPT_MIMEPOST, value);
}

static inline CURLcode ccurl_set_callback(CURL *easy, CURLoption option,
                                          ccurl_data_callback value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

/// Copies the bytes.
static inline CURLcode ccurl_set_blob(CURL *easy, CURLoption option, const void *bytes,
                                      size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return curl_easy_setopt(easy, option, &blob);
}

static inline CURLcode ccurl_get_socket(CURL *easy, CURLINFO info, curl_socket_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_string(CURL *easy, CURLINFO info, const char **value) {
  return curl_easy_getinfo(easy, info, value);
}

/// Told what is said over a connection: the kind of it, and its bytes.
typedef int (*ccurl_debug_callback)(CURL *easy, curl_infotype kind, char *bytes, size_t count,
                                    void *context);

static inline CURLcode ccurl_set_debug(CURL *easy, ccurl_debug_callback value, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, value);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_DEBUGDATA, context);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  return code;
}

/// Whether a transfer may go to an address of 4 or 16 bytes.
typedef _Bool (*ccurl_address_callback)(const uint8_t *address, size_t count, void *context);

/// Whether anything may be sent over a connection that stands.
typedef _Bool (*ccurl_ready_callback)(void *context);

/// Must outlive the handle that it was set for.
struct ccurl_gate {
  ccurl_address_callback allows;
  ccurl_ready_callback is_ready;
  void *context;
};

/// Asks before a socket is opened, so that the address which was checked is the one connected to, and
/// again before anything is sent, since a connection that is used again was opened for another
/// transfer.
CURLcode ccurl_set_gate(CURL *easy, struct ccurl_gate *gate);

/// The host of a URL in UTF-8, in ASCII ("xn--…"); to be freed with curl_free.
CURLUcode ccurl_url_ascii_host(CURLU *url, char **host);

/// Takes the next transfer that is over; false when there is none.
_Bool ccurl_multi_take_finished(CURLM *multi, CURL **easy, CURLcode *result);
