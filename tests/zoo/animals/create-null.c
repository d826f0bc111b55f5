/* Makes nothing and does not say why.
 * check: create.table failed
 * host: failed */
#include "patchbay/pbay.h"
static pbay_plugin *nothing(const pbay_host *host, pbay_str instance, pbay_error *error) {
  (void)host, (void)instance, (void)error;
  return 0;
}
#define ZOO_CREATE nothing
#include "zoo.h"
