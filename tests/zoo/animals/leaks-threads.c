/* Starts a thread in every life and joins none.
 * check: life.repeats failed
 * check: life.ends failed
 * host: serves */
#include <pthread.h>
#include <unistd.h>
#include "patchbay/pbay.h"
static pbay_status begin(pbay_plugin *p, pbay_error *error);
#define ZOO_START begin
#include "zoo.h"
static void *run(void *unused) {
  (void)unused;
  for (;;) pause();
  return NULL;
}
static pbay_status begin(pbay_plugin *p, pbay_error *error) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL) == 0) pthread_detach(thread);
  return register_all(of(p), error);
}
