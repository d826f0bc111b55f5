/* Starts with other bytes than a plugin.
 * check: load.entry failed
 * host: refused */
#define ZOO_MAGIC 0xDEADBEEFu
#include "zoo.h"
