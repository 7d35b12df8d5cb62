// What the Swift of ToxNIO can't say to the kernel about sockets for datagrams: many with one call,
// and none at all any more.
#pragma once

#include "ban.h"
#include "batch.h"
