/* Goes on calling the host after stop().
 * check: life.ends failed
 * host: serves */
#include <pthread.h>
#include <unistd.h>
#include "patchbay/pbay.h"
static pbay_status begin(pbay_plugin *p, pbay_error *error);
static void keep(pbay_plugin *p) { (void)p; }
#define ZOO_START begin
#define ZOO_DESTROY keep
#include "zoo.h"
static void *run(void *own) {
  zoo *z = (zoo *)own;
  for (int i = 0; i < 200; ++i) {
    usleep(5000);
    z->host->log(z->host, 0, PBAY_LOG_DEBUG, text("still here"), kNoFields);
  }
  return NULL;
}
static pbay_status begin(pbay_plugin *p, pbay_error *error) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, of(p)) == 0) pthread_detach(thread);
  return register_all(of(p), error);
}
