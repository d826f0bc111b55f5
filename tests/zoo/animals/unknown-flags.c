/* Uses flags of another century.
 * check: life.starts failed
 * host: failed */
#include "patchbay/pbay.h"
static pbay_status hope(pbay_plugin *p, pbay_error *error);
#define ZOO_START hope
#include "zoo.h"
static pbay_status hope(pbay_plugin *p, pbay_error *error) {
  pbay_status status = of(p)->http->route(of(p)->host, text("GET"), text("/hope"), 0x8000u, 1, error);
  if (status >= 0) status = register_all(of(p), error);
  if (status < 0) return status;
  return PBAY_OK;
}
