/* Has an entry without a descriptor.
 * check: load.entry failed
 * host: refused */
#define ZOO_DESC NULL
#include "zoo.h"
