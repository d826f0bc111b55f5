/* Takes a request and says nothing.
 * check: http.answers failed
 * host: serves */
#include "patchbay/pbay.h"
static void silent(pbay_plugin *p, const pbay_http_req *r) { (void)p, (void)r; }
#define ZOO_REQUEST silent
#include "zoo.h"
