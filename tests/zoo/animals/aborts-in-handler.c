/* Aborts when somebody asks for a page.
 * check: http.answers crashed
 * check: life.starts ok
 * host: dies */
#include <stdlib.h>
#include "patchbay/pbay.h"
static void boom(pbay_plugin *p, const pbay_http_req *r) {
  (void)p, (void)r;
  abort();
}
#define ZOO_REQUEST boom
#include "zoo.h"
