/* Crashes on a setting it did not expect.
 * check: config.odd crashed
 * check: life.starts ok
 * host: serves
 * settings: {"colour":{"type":"string","default":"red","description":"of the cage"}} */
#include "patchbay/pbay.h"
static pbay_status trust(pbay_plugin *p, pbay_error *error);
#define ZOO_START trust
#include "zoo.h"
static pbay_status first_letter(void *self, pbay_bytes item) {
  if (item.n < 3 || item.p[0] != '"') abort();
  *(char *)self = (char)item.p[1];
  return PBAY_OK;
}
static pbay_status trust(pbay_plugin *p, pbay_error *error) {
  char letter = 0;
  pbay_sink sink = {&letter, first_letter};
  const pbay_status status = of(p)->host->config(of(p)->host, text("/colour"), sink, error);
  return status < 0 ? status : register_all(of(p), error);
}
