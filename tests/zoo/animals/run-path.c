/* Looks for its libraries where it was built.
 * check: elf.run-path failed
 * host: serves
 * link: rpath */
#include "zoo.h"
