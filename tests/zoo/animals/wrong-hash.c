/* Comes with a plugin.json that stands for another file.
 * check: manifest.sha256 failed
 * host: refused
 * manifest: wrong-hash */
#include "zoo.h"
