/* Says yes to interfaces it never heard of.
 * check: create.interfaces failed
 * host: serves */
#include "patchbay/pbay.h"
static const void *greedy(pbay_plugin *p, const char *id);
#define ZOO_GET_IFACE greedy
#include "zoo.h"
static const void *greedy(pbay_plugin *p, const char *id) {
  (void)p;
  if (strcmp(id, PBAY_ON_BUS) == 0) return &kOnBus;
  if (strcmp(id, PBAY_ON_HTTP) == 0) return &kOnHttp;
  return strncmp(id, "pbay.on-nothing", 15) == 0 ? (const void *)&kOnHttp : NULL;
}
