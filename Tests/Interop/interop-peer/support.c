#include "support.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

uint64_t monotonic_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t cpu_time_us(void) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (uint64_t)used.tv_sec * 1000000 + (uint64_t)used.tv_nsec / 1000;
}

uint64_t resident_kib(void) {
  unsigned long total = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file) { return 0; }
  if (fscanf(file, "%lu %lu", &total, &resident) != 2) { resident = 0; }
  fclose(file);
  return (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE) / 1024;
}

static int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') { return digit - '0'; }
  if (digit >= 'a' && digit <= 'f') { return digit - 'a' + 10; }
  if (digit >= 'A' && digit <= 'F') { return digit - 'A' + 10; }
  return -1;
}

bool hex_decode(const char *text, uint8_t *bytes, size_t length) {
  if (strlen(text) != 2 * length) { return false; }
  for (size_t i = 0; i < length; ++i) {
    const int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
    if (high < 0 || low < 0) { return false; }
    bytes[i] = (uint8_t)(high << 4 | low);
  }
  return true;
}

bool utf8_is_valid(const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length;) {
    const uint8_t lead = bytes[i];
    const size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead > 0xF4 || (lead >= 0x80 && lead < 0xC2) || i + size > length) { return false; }
    for (size_t k = 1; k < size; ++k) {
      if ((bytes[i + k] & 0xC0) != 0x80) { return false; }
    }
    // Overlong forms, surrogates and values past U+10FFFF show in the second byte.
    if (lead == 0xE0 && bytes[i + 1] < 0xA0) { return false; }
    if (lead == 0xED && bytes[i + 1] > 0x9F) { return false; }
    if (lead == 0xF0 && bytes[i + 1] < 0x90) { return false; }
    if (lead == 0xF4 && bytes[i + 1] > 0x8F) { return false; }
    i += size;
  }
  return true;
}

void json_begin(const char *kind, const char *name) { printf("{\"%s\":\"%s\"", kind, name); }

void json_number(const char *key, int64_t value) { printf(",\"%s\":%lld", key, (long long)value); }

void json_real(const char *key, double value) { printf(",\"%s\":%.6f", key, value); }

void json_bool(const char *key, bool value) { printf(",\"%s\":%s", key, value ? "true" : "false"); }

static void put_escaped(const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; ++i) {
    if (bytes[i] == '"' || bytes[i] == '\\') {
      printf("\\%c", bytes[i]);
    } else if (bytes[i] < 0x20) {
      printf("\\u%04x", bytes[i]);
    } else {
      putchar(bytes[i]);
    }
  }
}

void json_text(const char *key, const char *value) {
  printf(",\"%s\":\"", key);
  put_escaped((const uint8_t *)value, strlen(value));
  putchar('"');
}

void json_hex(const char *key, const uint8_t *bytes, size_t length) {
  printf(",\"%s\":\"", key);
  for (size_t i = 0; i < length; ++i) { printf("%02X", bytes[i]); }
  putchar('"');
}

void json_bytes(const char *key, const char *hex_key, const uint8_t *bytes, size_t length) {
  json_hex(hex_key, bytes, length);
  json_number("length", (int64_t)length);
  if (!utf8_is_valid(bytes, length)) { return; }
  printf(",\"%s\":\"", key);
  put_escaped(bytes, length);
  putchar('"');
}

void json_list_begin(const char *key) { printf(",\"%s\":[", key); }

// Members begin with a comma, so an object starts with one that says nothing new.
void json_list_object(bool first) { printf("%s{\"kind\":\"item\"", first ? "" : ","); }

void json_list_object_end(void) { putchar('}'); }

void json_list_end(void) { putchar(']'); }

void json_end(void) {
  puts("}");
  fflush(stdout);
}
