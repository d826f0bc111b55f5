/* Does not look whether the host did what it was asked.
 * check: host.fails warning
 * host: serves */
#include "patchbay/pbay.h"
static pbay_status careless(pbay_plugin *p, pbay_error *error);
#define ZOO_START careless
#include "zoo.h"
static pbay_status careless(pbay_plugin *p, pbay_error *error) {
  (void)register_all(of(p), error);
  return PBAY_OK;
}
