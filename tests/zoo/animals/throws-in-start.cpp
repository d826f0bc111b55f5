// Lets a C++ exception leave start().
// check: life.starts failed
// host: dies
#include <stdexcept>

#include "patchbay/pbay.h"
static pbay_status thrower(pbay_plugin*, pbay_error*) { throw std::runtime_error{"not my problem"}; }
#define ZOO_START thrower
#include "zoo.h"
