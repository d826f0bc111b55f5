/* Provides a method its plugin.json does not list.
 * check: life.declares failed
 * host: failed */
#include "patchbay/pbay.h"
static pbay_status hide(pbay_plugin *p, pbay_error *error);
#define ZOO_START hide
#include "zoo.h"
static pbay_status hide(pbay_plugin *p, pbay_error *error) {
  const pbay_status status = register_all(of(p), error);
  return status < 0 ? status : of(p)->bus->provide(of(p)->host, text(ZOO_ID ".hidden@1"), 4, error);
}
