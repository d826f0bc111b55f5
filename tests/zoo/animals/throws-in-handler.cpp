// Lets a C++ exception leave a request handler.
// check: http.answers failed
// check: life.starts ok
// host: dies
#include <stdexcept>

#include "patchbay/pbay.h"
static void thrower(pbay_plugin*, const pbay_http_req*) { throw std::runtime_error{"not my problem"}; }
#define ZOO_REQUEST thrower
#include "zoo.h"
