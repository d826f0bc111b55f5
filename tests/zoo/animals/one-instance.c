/* Keeps its only instance in a global.
 * check: create.instances failed
 * host: serves */
#include "patchbay/pbay.h"
static pbay_plugin *shared(const pbay_host *host, pbay_str instance, pbay_error *error);
static void keep(pbay_plugin *p) { (void)p; }
#define ZOO_CREATE shared
#define ZOO_DESTROY keep
#include "zoo.h"
static zoo *only;
static pbay_plugin *shared(const pbay_host *host, pbay_str instance, pbay_error *error) {
  (void)instance, (void)error;
  if (only == NULL) only = make(host);
  return &only->c;
}
