/* Answers a request two times.
 * check: http.answers failed
 * host: serves */
#include "patchbay/pbay.h"
static void twice(pbay_plugin *p, const pbay_http_req *r);
#define ZOO_REQUEST twice
#include "zoo.h"
static void twice(pbay_plugin *p, const pbay_http_req *r) {
  answer(of(p), r->req, "one");
  answer(of(p), r->req, "two");
}
