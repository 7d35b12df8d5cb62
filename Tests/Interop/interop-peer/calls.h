// Calls: enough of c-toxcore's A/V to let it ring.
#pragma once

#include <tox/toxav.h>

struct Instance;

void calls_iterate(struct Instance *instance);
void calls_close(struct Instance *instance);
// As a verb: NULL, or why not.
const char *calls_call(struct Instance *instance, char *arguments);
