/* Starts a process of its own.
 * check: life.process failed
 * host: serves */
#include <unistd.h>
#include "patchbay/pbay.h"
static pbay_status begin(pbay_plugin *p, pbay_error *error);
#define ZOO_START begin
#include "zoo.h"
static pbay_status begin(pbay_plugin *p, pbay_error *error) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(20); /* never outlives a test that went wrong */
    pause();
    _exit(0);
  }
  return register_all(of(p), error);
}
