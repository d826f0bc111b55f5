/* Has an entry without create().
 * check: load.entry failed
 * host: refused */
#define ZOO_CREATE NULL
#include "zoo.h"
