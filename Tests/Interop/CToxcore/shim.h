#pragma once
#include <tox/tox.h>
