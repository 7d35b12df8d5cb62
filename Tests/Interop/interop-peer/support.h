// Small helpers that know nothing of Tox: hex, UTF-8, time and JSON lines.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

uint64_t monotonic_us(void);
uint64_t cpu_time_us(void);
uint64_t resident_kib(void);

// Decodes exactly `length` bytes (two digits each); false on anything else.
bool hex_decode(const char *text, uint8_t *bytes, size_t length);
bool utf8_is_valid(const uint8_t *bytes, size_t length);

// One JSON object: begin, any number of members, end (which flushes the line).
void json_begin(const char *kind, const char *name);
void json_number(const char *key, int64_t value);
void json_real(const char *key, double value);
void json_bool(const char *key, bool value);
void json_text(const char *key, const char *value);
void json_hex(const char *key, const uint8_t *bytes, size_t length);
// `key`_hex always, and `key` as text where the bytes are valid UTF-8.
void json_bytes(const char *key, const char *hex_key, const uint8_t *bytes, size_t length);
// A list of objects as a member; `first` leaves the comma out.
void json_list_begin(const char *key);
void json_list_object(bool first);
void json_list_object_end(void);
void json_list_end(void);
void json_end(void);
