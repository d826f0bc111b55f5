/* Crashes before anybody called it.
 * check: load.opens crashed
 * check: elf.exports ok
 * host: dies */
#include <signal.h>
#include "zoo.h"
__attribute__((constructor)) static void boom(void) { raise(SIGSEGV); }
