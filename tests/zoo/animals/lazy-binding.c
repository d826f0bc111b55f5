/* Finds out about a missing symbol when a customer needs it.
 * check: elf.binding failed
 * host: serves
 * link: lazy */
#include "zoo.h"
