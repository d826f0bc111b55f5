// Has a symbol that pins the library in memory for ever.
// check: elf.unique failed
// host: serves
// link: free
// compile: -fgnu-unique
#include "zoo.h"

template <class T>
struct PBAY_EXPORT Counter {
  static int value;
};
template <class T>
int Counter<T>::value = 0;
PBAY_EXPORT int count() { return ++Counter<int>::value; }
