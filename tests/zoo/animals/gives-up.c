/* Reports itself broken as soon as it has started.
 * check: life.health failed
 * host: failed */
#include "patchbay/pbay.h"
static pbay_status give_up(pbay_plugin *p, pbay_error *error);
#define ZOO_START give_up
#include "zoo.h"
static pbay_status give_up(pbay_plugin *p, pbay_error *error) {
  const pbay_status status = register_all(of(p), error);
  of(p)->host->fail(of(p)->host, text("I would rather not"));
  return status;
}
