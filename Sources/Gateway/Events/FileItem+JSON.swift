import GatewayCore

/// A file in the events of a bot.
extension FileItem {
  func write(to line: inout JSONLine) {
    line.add("id", id.rawValue)
    line.add("direction", direction.rawValue)
    line.add("file", name.shown)
    if name.shown != name.claimed { line.add("claimed_name", name.claimed) }
    line.add("size", orNull: size.map { Int64(clamping: $0) })
    line.add("state", state.rawValue)
    line.add("position", Int64(clamping: position))
    line.add("type", type)
    line.add("sha256", digest?.hexadecimal)
    if isAvatar { line.add("avatar", true) }
    line.add("failure", failure?.rawValue)
  }
}
