/* Hands over a null pointer and says that much is behind it.
 * check: http.answers failed
 * host: serves */
#include "patchbay/pbay.h"
static void lie(pbay_plugin *p, const pbay_http_req *r);
#define ZOO_REQUEST lie
#include "zoo.h"
static void lie(pbay_plugin *p, const pbay_http_req *r) {
  pbay_bytes body = {NULL, 1ull << 60};
  of(p)->http->respond(of(p)->host, r->req, 200, kNoFields, body);
}
