/* Puts a line break into a header.
 * check: http.answers failed
 * host: serves */
#include "patchbay/pbay.h"
static void split(pbay_plugin *p, const pbay_http_req *r);
#define ZOO_REQUEST split
#include "zoo.h"
static void split(pbay_plugin *p, const pbay_http_req *r) {
  pbay_kv field = {text("location"), text("/a\r\nset-cookie: stolen=1")};
  pbay_kvs headers = {&field, 1};
  of(p)->http->respond(of(p)->host, r->req, 302, headers, raw(""));
}
