/* Starts a thread when it is loaded.
 * check: load.opens failed
 * host: serves */
#include <pthread.h>
#include <unistd.h>
#include "zoo.h"
static void *run(void *unused) {
  (void)unused;
  for (;;) pause();
  return NULL;
}
__attribute__((constructor)) static void begin(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL) == 0) pthread_detach(thread);
}
