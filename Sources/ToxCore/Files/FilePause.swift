/// Which sides hold a transfer: each can, and data flow when neither does.
struct FilePause: OptionSet, Hashable {
  let rawValue: UInt8

  static let ours = FilePause(rawValue: 1)
  static let peers = FilePause(rawValue: 2)
}
