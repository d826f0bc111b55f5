#pragma once
#include <functional>
#include <string>

namespace patchbay::gateway {

// Takes a body in pieces and in order, on the connection's loop; the next piece comes after taken() was called (from any
// thread). `last` comes only for a complete body; it may come with an empty piece.
using BodySink = std::function<void(std::string piece, bool last, std::function<void()> taken)>;

}  // namespace patchbay::gateway
