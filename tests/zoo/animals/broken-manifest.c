/* Comes with a plugin.json that has an unknown key and a wrong type.
 * check: manifest.valid failed
 * host: refused
 * manifest: broken */
#include "zoo.h"
