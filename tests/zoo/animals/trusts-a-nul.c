/* Reads text as if a NUL ended it.
 * check: http.answers failed
 * host: serves */
#include "patchbay/pbay.h"
static void echo(pbay_plugin *p, const pbay_http_req *r);
#define ZOO_REQUEST echo
#include "zoo.h"
static void echo(pbay_plugin *p, const pbay_http_req *r) {
  pbay_kv field = {text("x-path"), {r->path.p, strlen(r->path.p)}};
  pbay_kvs headers = {&field, 1};
  of(p)->http->respond(of(p)->host, r->req, 200, headers, raw(""));
}
