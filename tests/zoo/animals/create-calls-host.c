/* Registers a route before start().
 * check: create.table failed
 * host: serves */
#include "patchbay/pbay.h"
static pbay_plugin *eager(const pbay_host *host, pbay_str instance, pbay_error *error);
#define ZOO_CREATE eager
#include "zoo.h"
static pbay_plugin *eager(const pbay_host *host, pbay_str instance, pbay_error *error) {
  zoo *z = make(host);
  (void)instance;
  if (z->http != NULL) z->http->route(host, text("GET"), text("/eager"), PBAY_FOR_PUBLIC, 9, error);
  return &z->c;
}
