#pragma once
// A backup is one tar file: manifest.json, patchbay.db as it was at one moment, every blob it names, and the
// keys when asked for. `tar xf` gives a data directory; restore_backup() checks every hash before it writes a
// byte.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/database.hpp"
#include "core/store/engine.hpp"

namespace patchbay::store {

// Bytes so far and all of them.
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

// Writes `file`, which must not exist (Error{conflict}); until it is whole it has ".part" behind its name.
// 0600.
void make_backup(Engine& engine, const std::string& directory, const std::string& file,
                 const Progress& progress, Keys keys);

// Fills `directory`, which must be empty but for the lock and the socket of the program (Error{conflict}).
// Error{invalid} for a file that is no backup or is damaged: then nothing was written.
void restore_backup(const std::string& file, const std::string& directory, const Progress& progress);

// Every blob a row names that is missing, of another size, or (when not quick) of other bytes; every hold
// without its blob.
std::vector<std::string> check_blobs(Session& session, const std::string& directory, bool quick);

}  // namespace patchbay::store
