/* Calls an interface optional and cannot do without it.
 * check: host.without-wants crashed
 * host: serves
 * wants: pbay.store/1 */
#define ZOO_WANTS PBAY_STORE
#include "patchbay/pbay.h"
static pbay_status rely(pbay_plugin *p, pbay_error *error);
#define ZOO_START rely
#include "zoo.h"
static pbay_status rely(pbay_plugin *p, pbay_error *error) {
  const pbay_status status = of(p)->store->collection(of(p)->host, text("things"), text("{\"version\":1}"), error);
  return status < 0 ? status : register_all(of(p), error);
}
