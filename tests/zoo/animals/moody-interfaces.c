/* Gives another table every time it is asked.
 * check: create.table failed
 * host: serves */
#include "patchbay/pbay.h"
static const void *moody(pbay_plugin *p, const char *id);
#define ZOO_GET_IFACE moody
#include "zoo.h"
static pbay_on_http_1 copies[64];
static int next;
static const void *moody(pbay_plugin *p, const char *id) {
  (void)p;
  if (strcmp(id, PBAY_ON_BUS) == 0) return &kOnBus;
  if (strcmp(id, PBAY_ON_HTTP) != 0) return NULL;
  next = (next + 1) % 64;
  copies[next] = kOnHttp;
  return &copies[next];
}
